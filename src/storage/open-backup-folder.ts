import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BackupFolder } from '../domain/store/backup-folder.ts';
import { DatabaseOpenError } from '../domain/store/database-open-error.ts';
import { fileOf } from './open-store.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';
import { sqliteBackupFolder } from './sqlite/maintenance/backup-folder.ts';

/**
 * Returns the folder of the scheduled backups of a database. The folder must exist: if the disk of the backups is not
 * mounted, a new folder would be on the wrong disk.
 *
 * @throws DatabaseOpenError if the folder cannot be used, or the database is not a file.
 */
export async function openBackupFolder(url: string, folder: string): Promise<BackupFolder> {
  if (isPostgresUrl(url)) {
    throw new DatabaseOpenError(
      'upsertd backs up SQLite files only. Back up PostgreSQL with pg_dump, or with the tool of your provider.',
    );
  }
  const path = fileOf(url);
  if (path === undefined)
    throw new DatabaseOpenError('a database in memory has no backups. Set --database to a file.');
  await requireWritable(folder);
  return sqliteBackupFolder(path, resolve(folder));
}

async function requireWritable(folder: string): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new DatabaseOpenError(`${folder} is not a folder. Create it, or mount its disk.`);
  await access(folder, constants.W_OK | constants.X_OK).catch(() => {
    throw new DatabaseOpenError(
      `${folder} cannot be written. Give the user of serve the right to write to it.`,
    );
  });
}
