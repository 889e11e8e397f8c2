import { existsSync, linkSync, realpathSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import type { DatabaseCopyOptions } from '../../../domain/store/maintenance.ts';
import { isBusy, toOpenError } from '../errors.ts';
import { refuseSameFile } from '../open/paths.ts';
import { acquireServeLock } from '../open/serve-lock.ts';
import { SEARCH_FILES } from '../search/search-file.ts';
import { copyDatabase } from './copy-database.ts';
import { makeDurableFile } from './durable-file.ts';
import { refuseDamaged } from './refuse-damaged.ts';

/** The suffixes of the files that SQLite creates beside a database in WAL mode. */
const SIDECARS = ['-wal', '-shm'];

/** Implements `Maintenance.restore`. */
export async function restore(
  path: string,
  file: string,
  { replace, signal }: DatabaseCopyOptions,
): Promise<string | undefined> {
  refuseSameFile(path, file);
  refuseDamaged(file);
  const exists = existsSync(path);
  if (exists && !replace) {
    throw new DatabaseOpenError(`${path} exists; add --force to replace it. The former database is renamed.`);
  }
  try {
    // Replaces the file that a symbolic link leads to, not the link.
    const target = exists ? realpathSync(path) : path;
    const former = freeName(`${target}.before-restore`);
    const release = acquireServeLock(path);
    try {
      await makeDurableFile(
        target,
        (temporary) => copyDatabase(file, temporary, signal),
        () => setAside(target, former),
      );
    } finally {
      release();
    }
    return exists ? former : undefined;
  } catch (error) {
    throw signal?.aborted ? error : toOpenError(error, path);
  }
}

/** Finds a name that does not exist yet, so that a restore never overwrites the database of an earlier one. */
function freeName(wanted: string): string {
  for (let number = 2, name = wanted; ; name = `${wanted}-${number++}`) if (!existsSync(name)) return name;
}

/**
 * Gives a database a second name, and removes the files beside the first one. The first name remains until the new
 * database replaces it. Without a database there, a server that starts meanwhile would create an empty one.
 */
function setAside(path: string, former: string): void {
  mergeLog(path);
  if (existsSync(path)) linkSync(path, former);
  // SQLite would apply the log of the former database to the new one.
  for (const suffix of SIDECARS) {
    if (existsSync(path + suffix)) renameSync(path + suffix, former + suffix);
  }
  // The next search creates the search index again.
  for (const suffix of SEARCH_FILES) rmSync(`${path}-search${suffix}`, { force: true });
}

/**
 * Moves the write-ahead log into the database and deletes it. SQLite does this only if no other process has opened the
 * database. A damaged database remains unchanged.
 */
function mergeLog(path: string): void {
  if (!existsSync(path)) return;
  const database = new Database(path, { timeout: 5000 });
  try {
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    if (isBusy(error)) throw error;
  } finally {
    database.close();
  }
}
