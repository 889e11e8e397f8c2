import type Database from 'better-sqlite3';
import type { Customer } from '../../domain/customer.ts';
import {
  isShort,
  type SearchTerms,
  SUBSTRING_LENGTH,
  searchTerms,
  searchText,
} from '../../domain/search-terms.ts';
import type { TenantKey } from './tenant-keys.ts';

/** The two full-text tables of the schema. */
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

  put(key: TenantKey, row: number, customer: Customer): void {
    const terms = searchTerms(customer);
    this.#putText.run(row, textTag(key), terms.text);
    this.#putWords.run(row, wordTag(key), beginningTokens(terms));
  }

  replace(key: TenantKey, row: number, before: Customer, after: Customer): void {
    if (searchText(before) !== searchText(after)) this.put(key, row, after);
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
export function searchMatch(key: TenantKey, search: string): string {
  return searchTable(search) === 'customer_words'
    ? `tenant : ${wordTag(key)} AND beginnings : ${token(search)}`
    : `tenant : "${textTag(key)}" AND text : "${search.replaceAll('"', '""')}"`;
}

function beginningTokens({ beginnings }: SearchTerms): string {
  return Array.from(beginnings, token).join(' ');
}

/** A beginning of a word, spelt so that a tokenizer of ASCII words keeps any script whole. */
function token(beginning: string): string {
  return Array.from(beginning, (character) => character.codePointAt(0)?.toString(16)).join('z');
}

function wordTag({ tenant }: TenantKey): string {
  return `t${tenant}`;
}

/** The tenant as one run of three characters, from the 6400 of the private use area: room for 10¹¹ merchants. */
function textTag({ tenant }: TenantKey): string {
  let rest = tenant;
  let tag = '';
  for (let place = 0; place < SUBSTRING_LENGTH; place += 1) {
    tag += String.fromCharCode(0xe000 + (rest % 6400));
    rest = Math.floor(rest / 6400);
  }
  return tag;
}
