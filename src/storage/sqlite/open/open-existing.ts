import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import { refuseHardLink, refuseOtherName } from '../one-name.ts';
import { refuseForeign } from './open-database.ts';
import { toOpenError } from './open-error.ts';

/**
 * Opens a database of ours as it is, for a look or a copy: nothing is made, migrated or configured.
 *
 * @throws UnusableStore when there is none, or it is not ours or newer than this program.
 */
export function openExisting(path: string): Database.Database {
  if (!existsSync(path)) throw new DatabaseOpenError(`There is no database ${path}.`);
  if (!statSync(path).isFile()) throw new DatabaseOpenError(`${path} is not a file; name a file.`);
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { fileMustExist: true, timeout: 5000 });
    // A backup is not in WAL mode, so it may have several names, as some tools that keep backups give it.
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
