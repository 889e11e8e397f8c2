import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { toOpenError } from '../errors.ts';
import { refuseHardLink, refuseOtherName } from './one-name.ts';
import { refuseForeign } from './open-database.ts';

/**
 * Opens an existing database to check or copy it. It creates, migrates and configures nothing.
 *
 * @throws DatabaseOpenError if the file does not exist, is not a database of upsertd, or is newer than this program.
 */
export function openExisting(path: string): Database.Database {
  if (!existsSync(path)) throw new DatabaseOpenError(`There is no database ${path}.`);
  if (!statSync(path).isFile()) throw new DatabaseOpenError(`${path} is not a file; name a file.`);
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { fileMustExist: true, timeout: 5000 });
    // A backup is not in WAL mode, so it may have several names. Some backup tools create them.
    if (database.pragma('journal_mode', { simple: true }) === 'wal') refuseHardLink(path);
    refuseOtherName(database, path);
    refuseForeign(database, path);
    if (database.pragma('user_version', { simple: true }) === 0) {
      throw new DatabaseOpenError(`${path} is empty; name a database that was served before.`);
    }
    return database;
  } catch (error) {
    database?.close();
    throw toOpenError(error, path);
  }
}
