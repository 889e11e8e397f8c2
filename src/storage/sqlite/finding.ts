import type Database from 'better-sqlite3';
import type { Finding } from '../../domain/maintenance.ts';

/** Looks one thing over. Its name is what the finding is about when it throws. */
export type Check = (database: Database.Database) => Finding;

export function good(what: string, detail: string): Finding {
  return { what, verdict: 'good', detail };
}

export function odd(what: string, detail: string): Finding {
  return { what, verdict: 'odd', detail };
}

export function bad(what: string, detail: string): Finding {
  return { what, verdict: 'bad', detail };
}
