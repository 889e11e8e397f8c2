import Database from 'better-sqlite3';
import { unavailable } from '../../domain/problem.ts';
import { DatabaseOpenError } from '../../domain/store/database-open-error.ts';

/** Error codes with temporary causes: a lock, a full or failing disk, a file that is not writable at the moment. */
const TRANSIENT = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;

/** Whether another connection or process locks the database at the moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** Converts an error of the driver: to Problem unavailable if its cause is temporary; returns other errors unchanged. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError) || !TRANSIENT.test(error.code)) return error;
  const problem = unavailable();
  problem.cause = error;
  return problem;
}

/** The sentence for each error code of the driver or the system that can occur while a database file is opened. */
const OPEN_ERRORS: readonly [codes: RegExp, describe: (path: string) => string][] = [
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    (path) => `${path} is damaged or not a database; restore a backup, or name a different file.`,
  ],
  [/^SQLITE_(BUSY|LOCKED)/, (path) => `${path} is locked by another process; try again when it is done.`],
  [
    /^SQLITE_(CANTOPEN|READONLY)|^EACCES|^EROFS|^EPERM/,
    (path) =>
      `${path} cannot be opened for writing; this user must be able to write the file and its folder.`,
  ],
  [/^ENOENT/, (path) => `${path} cannot be created, because its folder does not exist; create the folder.`],
  [/^ENOTDIR/, (path) => `${path} cannot be opened, because a part of its path is not a folder.`],
  [/^SQLITE_FULL|^ENOSPC/, (path) => `There is no space left on the disk of ${path}.`],
];

/** Describes an error that occurred while a file was opened, in one sentence. */
export function openErrorOf(cause: unknown, path: string): DatabaseOpenError {
  const { code = '', message } = cause as { code?: string; message: string };
  const [, describe] = OPEN_ERRORS.find(([codes]) => codes.test(code)) ?? [];
  return new DatabaseOpenError(describe ? describe(path) : `${path} cannot be used: ${message}`, { cause });
}

/** Converts an error to a DatabaseOpenError; returns the same error if it is one. */
export function toOpenError(error: unknown, path: string): DatabaseOpenError {
  return error instanceof DatabaseOpenError ? error : openErrorOf(error, path);
}

export function damagedFileError(path: string): DatabaseOpenError {
  return openErrorOf({ code: 'SQLITE_CORRUPT' }, path);
}
