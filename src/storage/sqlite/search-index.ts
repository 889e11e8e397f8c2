import type Database from 'better-sqlite3';
import {
  isShort,
  type Searched,
  type SearchTerms,
  SUBSTRING_LENGTH,
  searchTerms,
} from '../../domain/search-terms.ts';
import { tenantOf } from './tenant-keys.ts';

/**
 * Two full-text tables over the same rows, those of the customers: every run of three characters, and the beginnings
 * of words. Each entry starts with the tenant, so that a small merchant beside a large one reads its own only. Of every
 * tenant it is noted up to which of its events the index holds what they changed.
 */
const TABLES = `
  CREATE VIRTUAL TABLE customer_text USING fts5 (
    tenant, text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
  );
  CREATE VIRTUAL TABLE customer_words USING fts5 (
    tenant, beginnings, content = '', contentless_delete = 1, detail = 'column', tokenize = 'ascii'
  );
  CREATE TABLE followed (
    tenant     INTEGER PRIMARY KEY,
    events     INTEGER NOT NULL,
    last_event TEXT NOT NULL
  ) STRICT;`;

/** Makes the tables of a search index in an empty database, or in one that has none of their names. */
export function makeSearchTables(database: Database.Database): void {
  database.exec(TABLES);
}

/** Writes the index; the caller holds the transaction. */
export class SearchIndex {
  readonly #putText;
  readonly #putWords;

  constructor(database: Database.Database) {
    this.#putText = database.prepare(
      'INSERT OR REPLACE INTO customer_text (rowid, tenant, text) VALUES (?, ?, ?)',
    );
    this.#putWords = database.prepare(
      'INSERT OR REPLACE INTO customer_words (rowid, tenant, beginnings) VALUES (?, ?, ?)',
    );
  }

  /** @param row the customer's, which tells whose it is. */
  put(row: number, customer: Searched): void {
    const tenant = tenantOf(row);
    const terms = searchTerms(customer);
    this.#putText.run(row, textTag(tenant), terms.text);
    this.#putWords.run(row, wordTag(tenant), beginningTokens(terms));
  }
}

/** Which table answers a search; its rowids are the customers' rows. @param search folded, not blank. */
export function searchTable(search: string): 'customer_text' | 'customer_words' {
  return isShort(search) ? 'customer_words' : 'customer_text';
}

/**
 * What to ask that table. The tenant's tag is asked of its own column, so that no customer's text can pass for
 * another tenant's.
 */
export function searchMatch(tenant: number, search: string): string {
  return searchTable(search) === 'customer_words'
    ? `tenant : ${wordTag(tenant)} AND beginnings : ${token(search)}`
    : `tenant : "${textTag(tenant)}" AND text : "${search.replaceAll('"', '""')}"`;
}

function beginningTokens({ beginnings }: SearchTerms): string {
  return Array.from(beginnings, token).join(' ');
}

/** A beginning of a word, spelt so that a tokenizer of ASCII words keeps any script whole. */
function token(beginning: string): string {
  return Array.from(beginning, (character) => character.codePointAt(0)?.toString(16)).join('z');
}

function wordTag(tenant: number): string {
  return `t${tenant}`;
}

/** The tenant as one run of three characters, from the 6400 of the private use area: room for 10¹¹ merchants. */
function textTag(tenant: number): string {
  let rest = tenant;
  let tag = '';
  for (let place = 0; place < SUBSTRING_LENGTH; place += 1) {
    tag += String.fromCharCode(0xe000 + (rest % 6400));
    rest = Math.floor(rest / 6400);
  }
  return tag;
}
