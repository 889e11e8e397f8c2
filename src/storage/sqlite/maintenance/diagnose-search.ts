import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { bad, type CheckOutcome, good } from '../../check-outcome.ts';
import { sidecarPath } from '../open/paths.ts';
import { hasCurrentSchema } from '../search/search-file.ts';

const NO_INDEX = good('no index yet; the first search creates it');

/** Compares the search index of the database file with the database. */
export function diagnoseSearch(database: Database.Database, path: string): CheckOutcome {
  const file = sidecarPath(path, '-search');
  if (!existsSync(file)) return NO_INDEX;
  try {
    database.prepare('ATTACH ? AS search').run(file);
    return hasCurrentSchema(database, 'search') ? compare(database, file) : NO_INDEX;
  } catch (error) {
    return bad(`${(error as Error).message}; ${remedy(file)}`);
  }
}

function compare(database: Database.Database, file: string): CheckOutcome {
  const number = (sql: string) => database.prepare<[], number>(`SELECT ${sql}`).pluck().get() ?? 0;
  const read = database.transaction(() => ({
    pending: number('(SELECT total(events) FROM tenants) - (SELECT total(events) FROM search.followed)'),
    customers: number('count(*) FROM customers'),
    texts: number('count(*) FROM search.customer_text'),
    // Each customer has one token with this prefix: the token of its tenant.
    tokens: number("count(*) FROM search.customer_tokens WHERE customer_tokens MATCH 'tenant*'"),
    integrity: database.pragma('search.quick_check(1)', { simple: true }),
  }));
  const { pending, customers, texts, tokens, integrity } = read();
  if (integrity !== 'ok') return bad(`${integrity}; ${remedy(file)}`);
  if (pending !== 0) return good(`${Math.abs(pending)} changes to index; the next search waits for them`);
  return texts === customers && tokens === customers
    ? good(`${customers} customers indexed`)
    : bad(`${customers} customers, but ${texts} and ${tokens} entries; ${remedy(file)}`);
}

function remedy(file: string): string {
  return `stop the server and delete ${file}; the next search creates it again`;
}
