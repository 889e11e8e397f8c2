import { existsSync, linkSync, realpathSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import type { DatabaseCopyOptions } from '../../../domain/maintenance.ts';
import { isBusy } from '../driver-error.ts';
import { toOpenError } from '../open/open-error.ts';
import { refuseSameFile } from '../open/same-file.ts';
import { claimServing } from '../open/serve-lock.ts';
import { SEARCH_FILES } from '../search/search-file.ts';
import { copyDatabase } from './copy-database.ts';
import { makeDurableFile } from './durable-file.ts';
import { refuseDamaged } from './refuse-damaged.ts';

/** What SQLite keeps beside a database in WAL mode. */
const COMPANIONS = ['-wal', '-shm'];

/** See `Maintenance.restore`. */
export async function restore(
  path: string,
  file: string,
  { replace, signal }: DatabaseCopyOptions,
): Promise<string | undefined> {
  refuseSameFile(path, file);
  refuseDamaged(file);
  const isThere = existsSync(path);
  if (isThere && !replace) {
    throw new DatabaseOpenError(
      `${path} exists; add --force to put the backup in its place and keep it beside.`,
    );
  }
  try {
    // A link goes on leading to the same place.
    const place = isThere ? realpathSync(path) : path;
    const former = freeName(`${place}.before-restore`);
    const release = claimServing(path);
    try {
      await makeDurableFile(
        place,
        (temporary) => copyDatabase(file, temporary, signal),
        () => setAside(place, former),
      );
    } finally {
      release();
    }
    return isThere ? former : undefined;
  } catch (error) {
    throw signal?.aborted ? error : toOpenError(error, path);
  }
}

/** What an earlier restore has kept is not overwritten. */
function freeName(wanted: string): string {
  for (let number = 2, name = wanted; ; name = `${wanted}-${number++}`) if (!existsSync(name)) return name;
}

/**
 * Gives a database a second name. It keeps the first until the new one takes it, so that at no moment there is none,
 * and a server that is started then would make an empty one.
 */
function setAside(place: string, former: string): void {
  foldLog(place);
  if (existsSync(place)) linkSync(place, former);
  // Nothing of the former database may be read into the new one.
  for (const suffix of COMPANIONS) {
    if (existsSync(place + suffix)) renameSync(place + suffix, former + suffix);
  }
  // The search index is made anew by the next search.
  for (const suffix of SEARCH_FILES) rmSync(`${place}-search${suffix}`, { force: true });
}

/**
 * Brings what is in the write-ahead log into the database, and ends without one, which SQLite does only when nobody
 * else has the database open. One that is damaged stays as it is.
 */
function foldLog(path: string): void {
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
