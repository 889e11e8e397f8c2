import Database from 'better-sqlite3';
import { unavailable } from '../../domain/problem.ts';

/** Causes that may pass: a full or failing disk, a lock, a file that may not be written now. */
const TRANSIENT = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;

/** Whether the database is only locked by somebody else at the moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** A driver's error in the port's words: Problem unavailable where the cause may pass, else the error itself. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError) || !TRANSIENT.test(error.code)) return error;
  const problem = unavailable();
  problem.cause = error;
  return problem;
}
