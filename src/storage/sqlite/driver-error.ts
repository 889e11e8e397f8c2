import Database from 'better-sqlite3';
import { unavailable } from '../../domain/problem.ts';

/** Causes that may pass: a full or failing disk, a lock, a file that may not be written now. */
const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;

/** Whether the database is only locked by somebody else at the moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** A driver's error in the port's words: Problem unavailable where the cause may pass, else the error itself. */
export function fromDriver(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError) || !PASSING.test(error.code)) return error;
  const problem = unavailable();
  problem.cause = error;
  return problem;
}
