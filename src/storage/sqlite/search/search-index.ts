import type Database from 'better-sqlite3';
import { TOKEN_SEPARATOR, tokensLackedBy, tokensOf } from '../list/search-tokens.ts';
import { tenantOf } from '../tenant-scope.ts';

/** Whatever else is part of a token; FTS5 takes what is not ASCII for that anyway. */
const TOKEN_CHARACTERS = Array.from({ length: 127 }, (_, index) => String.fromCharCode(index + 1))
  .filter((character) => character !== TOKEN_SEPARATOR)
  .join('');

/**
 * The text that each customer is found by, and a full-text table of its tokens, which holds nothing else: no text, no
 * place in it, no size. The rows are those of the customers. Of every tenant it is noted up to which of its events the
 * index holds what they changed.
 */
const TABLES = `
  CREATE TABLE customer_text (
    row  INTEGER PRIMARY KEY,
    text TEXT NOT NULL
  ) STRICT;
  CREATE VIRTUAL TABLE customer_tokens USING fts5 (
    tokens, content = '', columnsize = 0, detail = 'none',
    tokenize = ${quote(`ascii tokenchars ${quote(TOKEN_CHARACTERS)}`)}
  );
  CREATE TABLE followed (
    tenant     INTEGER PRIMARY KEY,
    events     INTEGER NOT NULL,
    last_event TEXT NOT NULL
  ) STRICT;`;

/** So many bytes of tokens are gathered before FTS5 writes them: more than a transaction has, so it writes them once. */
const GATHERED_BYTES = 64 * 1024 * 1024;

/** A list is walked along page by page: whole pages can be skipped, but not what lies before a row in its page. */
const PAGE_BYTES = 1000;

/** Makes the tables of a search index in an empty database, or in one that has none of their names. */
export function makeSearchTables(database: Database.Database): void {
  database.exec(TABLES);
  for (const [setting, value] of Object.entries({ hashsize: GATHERED_BYTES, pgsz: PAGE_BYTES })) {
    database.exec(`INSERT INTO customer_tokens (customer_tokens, rank) VALUES ('${setting}', ${value})`);
  }
}

/** Writes the index; the caller holds the transaction, and puts customers in the order of their rows. */
export class SearchIndex {
  readonly #text;
  readonly #putText;
  readonly #add;
  readonly #remove;

  constructor(database: Database.Database) {
    this.#text = database.prepare<[number], string>('SELECT text FROM customer_text WHERE row = ?').pluck();
    this.#putText = database.prepare('INSERT OR REPLACE INTO customer_text (row, text) VALUES (?, ?)');
    this.#add = database.prepare('INSERT INTO customer_tokens (rowid, tokens) VALUES (?, ?)');
    this.#remove = database.prepare(
      `INSERT INTO customer_tokens (customer_tokens, rowid, tokens) VALUES ('delete', ?, ?)`,
    );
  }

  /**
   * Puts a customer in, or in the place of what it was. Only the tokens that came or went are written.
   *
   * @param row the customer's, which tells whose it is.
   * @param text as `searchText` gives it.
   */
  put(row: number, text: string): void {
    const before = this.#text.get(row);
    if (before === text) return;
    this.#putText.run(row, text);
    if (before === undefined) {
      this.#add.run(row, joined(tokensOf(tenantOf(row), text)));
      return;
    }
    // FTS5 counts rows and tokens, and takes it for damage where more are removed than were added: so each token is
    // removed once, and who loses some is added again, if with nothing.
    this.#remove.run(row, joined(tokensLackedBy(text, before)));
    this.#add.run(row, joined(tokensLackedBy(before, text)));
  }
}

function joined(tokens: Iterable<string>): string {
  return Array.from(tokens).join(TOKEN_SEPARATOR);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
