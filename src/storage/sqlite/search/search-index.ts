import type Database from 'better-sqlite3';
import { TOKEN_SEPARATOR, tokensLackedBy, tokensOf } from '../list/search-tokens.ts';
import { tenantOf } from '../tenants.ts';

/** The ASCII characters that can be part of a token. FTS5 treats all other characters as parts of tokens. */
const TOKEN_CHARACTERS = Array.from({ length: 127 }, (_, index) => String.fromCharCode(index + 1))
  .filter((character) => character !== TOKEN_SEPARATOR)
  .join('');

/**
 * The searchable text of each customer, and a full-text table of its tokens without texts, positions and sizes. Both use
 * the row numbers of the customers. The table `followed` has the index position of each tenant: the number of its events
 * that the index includes.
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

/** FTS5 writes its tokens after this many bytes. A transaction has fewer, so FTS5 writes once per transaction. */
const BUFFERED_BYTES = 64 * 1024 * 1024;

/** A search reads a list page by page. It can skip whole pages, but must read the beginning of the page of a row. */
const PAGE_BYTES = 1000;

/** Creates the tables of a search index. The database must not have tables with the same names. */
export function makeSearchTables(database: Database.Database): void {
  database.exec(TABLES);
  for (const [setting, value] of Object.entries({ hashsize: BUFFERED_BYTES, pgsz: PAGE_BYTES })) {
    database.exec(`INSERT INTO customer_tokens (customer_tokens, rank) VALUES ('${setting}', ${value})`);
  }
}

/** Writes the entries of the index. The caller has begun the transaction, and puts customers in the order of their rows. */
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
   * Adds or replaces the entry of a customer. It writes only the tokens that were added or removed.
   *
   * @param row of the customer, which includes the tenant.
   * @param text the result of `searchText`.
   */
  put(row: number, text: string): void {
    const before = this.#text.get(row);
    if (before === text) return;
    this.#putText.run(row, text);
    if (before === undefined) {
      this.#add.run(row, joined(tokensOf(tenantOf(row), text)));
      return;
    }
    // FTS5 counts rows and tokens, and reports damage if more are removed than were added. So each token is removed
    // once, and each removal of tokens is followed by an addition, which can be empty.
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
