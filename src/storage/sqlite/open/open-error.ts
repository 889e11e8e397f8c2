import { DatabaseOpenError } from '../../../domain/database-open-error.ts';

/** What a driver's or the system's error code means for a database file that was to be opened. */
const REASONS: readonly [codes: RegExp, why: (path: string) => string][] = [
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
  [/^ENOENT/, (path) => `${path} cannot be made, because its folder does not exist; make that first.`],
  [/^ENOTDIR/, (path) => `${path} cannot be opened, because a part of its path is not a folder.`],
  [/^SQLITE_FULL|^ENOSPC/, (path) => `There is no space left on the disk of ${path}.`],
];

/** An error that came when a file was opened, in one sentence. */
export function openErrorOf(cause: unknown, path: string): DatabaseOpenError {
  const { code = '', message } = cause as { code?: string; message: string };
  const [, why] = REASONS.find(([codes]) => codes.test(code)) ?? [];
  return new DatabaseOpenError(why ? why(path) : `${path} cannot be used: ${message}`, { cause });
}

/** The same for an error of which it is not known whether it has its sentence already. */
export function toOpenError(error: unknown, path: string): DatabaseOpenError {
  return error instanceof DatabaseOpenError ? error : openErrorOf(error, path);
}

export function damagedFileError(path: string): DatabaseOpenError {
  return openErrorOf({ code: 'SQLITE_CORRUPT' }, path);
}
