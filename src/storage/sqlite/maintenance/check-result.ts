import type Database from 'better-sqlite3';
import type { CheckResult } from '../../../domain/maintenance.ts';

/** Looks one thing over. Its name is what the finding is about when it throws. */
export type DiagnosticCheck = (database: Database.Database) => CheckResult;

export function good(what: string, detail: string): CheckResult {
  return { what, verdict: 'good', detail };
}

export function warning(what: string, detail: string): CheckResult {
  return { what, verdict: 'odd', detail };
}

export function bad(what: string, detail: string): CheckResult {
  return { what, verdict: 'bad', detail };
}
