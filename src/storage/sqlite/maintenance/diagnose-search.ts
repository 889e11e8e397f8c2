import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { sidecarPath } from '../open/sidecar-path.ts';
import { isLaidOut } from '../search/search-file.ts';
import { bad, type DiagnosticCheck, good } from './check-result.ts';

const NONE = good('search', 'no index yet; the first search makes it');

/** Compares the search index beside a database with what it has to hold. */
export function searchIndex(path: string): DiagnosticCheck {
  return function search(database) {
    const file = sidecarPath(path, '-search');
    if (!existsSync(file)) return NONE;
    try {
      database.prepare('ATTACH ? AS search').run(file);
      return isLaidOut(database, 'search') ? compare(database, file) : NONE;
    } catch (error) {
      return bad('search', `${(error as Error).message}; ${remedy(file)}`);
    }
  };
}

function compare(database: Database.Database, file: string) {
  const number = (sql: string) => database.prepare<[], number>(`SELECT ${sql}`).pluck().get() ?? 0;
  const read = database.transaction(() => ({
    behind: number('(SELECT total(events) FROM tenants) - (SELECT total(events) FROM search.followed)'),
    customers: number('count(*) FROM customers'),
    texts: number('count(*) FROM search.customer_text'),
    // Everybody has one token that begins so, the tenant's.
    tokens: number("count(*) FROM search.customer_tokens WHERE customer_tokens MATCH 'tenant*'"),
    verdict: database.pragma('search.quick_check(1)', { simple: true }),
  }));
  const { behind, customers, texts, tokens, verdict } = read();
  if (verdict !== 'ok') return bad('search', `${verdict}; ${remedy(file)}`);
  if (behind !== 0)
    return good('search', `${Math.abs(behind)} changes to follow; the next search waits for them`);
  return texts === customers && tokens === customers
    ? good('search', `${customers} customers indexed`)
    : bad('search', `${customers} customers, but ${texts} and ${tokens} entries; ${remedy(file)}`);
}

function remedy(file: string): string {
  return `stop the server and delete ${file}, which is then made anew`;
}
