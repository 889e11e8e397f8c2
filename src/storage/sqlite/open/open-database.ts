import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { damagedFileError, isBusy, toOpenError } from '../errors.ts';
import { configure } from './configure.ts';
import { MIGRATIONS } from './migrations.ts';
import { refuseHardLink, refuseOtherName } from './one-name.ts';
import { IN_MEMORY } from './paths.ts';
import { acquireServeLock, isServed, refuseServedFile } from './serve-lock.ts';

/** Marks a file as a database of upsertd in SQLite's header: "upsd". */
const APPLICATION_ID = 0x75707364;

/** Every start checks all pages of a file up to this size; only `upsertd doctor` checks a larger one. */
const MAX_CHECKED_BYTES = 32 * 1024 * 1024;

export interface OpenedDatabase {
  readonly database: Database.Database;
  /** Releases the serve lock, if `openDatabase` acquired it. */
  readonly release: () => void;
}

/**
 * Opens or creates a database file and migrates it. It writes nothing before it knows that the file is a database of
 * upsertd.
 *
 * @param path a file, or `:memory:`. Only the owner can read a new file. SQLite creates the `-wal` and `-shm` files with
 *   the same permissions.
 * @param options.serving if true, the function acquires the serve lock of the file for this process.
 * @param options.mustExist refuses a file that does not exist, instead of creating it.
 * @param options.onCreated called if the file was empty or did not exist, when it has its tables.
 * @param options.patienceMs the longest wait for a lock of another process, in milliseconds.
 * @throws DatabaseOpenError if the file is newer than this program, damaged, not a database of upsertd, already served,
 *   has several hard links, is open by another path, or cannot be opened.
 */
export function openDatabase(
  path: string,
  {
    serving = false,
    mustExist = false,
    onCreated = undefined as (() => void) | undefined,
    patienceMs = 5000,
  } = {},
): OpenedDatabase {
  let database: Database.Database | undefined;
  let release = () => {};
  try {
    if (path !== IN_MEMORY) {
      createFile(path, mustExist);
      refuseHardLink(path);
      // Before SQLite opens it: if one process opens a file by two names, SQLite sometimes fails with an I/O error.
      if (serving) refuseServedFile(path);
    }
    database = new Database(path, { timeout: patienceMs });
    if (path !== IN_MEMORY) refuseOtherName(database, path);
    refuseForeign(database, path);
    refuseDamaged(database, path);
    if (serving && path !== IN_MEMORY) release = acquireServeLock(path);
    switchToWal(database, patienceMs);
    configure(database);
    const isNew = migrate(database, path);
    // From now on no statement waits for a lock: the commit group retries instead, without blocking the event loop.
    database.pragma('busy_timeout = 0');
    if (isNew) onCreated?.();
    return { database, release };
  } catch (error) {
    database?.close();
    release();
    throw toOpenError(error, path);
  }
}

/** Creates an empty file. It is no error if another process creates the same file at the same time. */
function createFile(path: string, mustExist: boolean): void {
  const exists = existsSync(path);
  if (!exists && mustExist)
    throw new DatabaseOpenError(`There is no database ${path}; serving makes one, or name another file.`);
  // SQLite would delete the log of the server, because it cannot belong to an empty database.
  if (!exists && isServed(path)) {
    throw new DatabaseOpenError(
      `${path} is served, but was moved away; move it back, or stop the server and move its -wal file with it.`,
    );
  }
  if (!exists) closeSync(openSync(path, 'a', 0o600));
  if (!statSync(path).isFile()) throw new DatabaseOpenError(`${path} is not a file; name a file.`);
}

/**
 * Switches to WAL mode, in which readers and a writer do not block each other. SQLite does not wait if two processes
 * switch a new file at the same time, so this function waits.
 */
function switchToWal(database: Database.Database, patienceMs: number): void {
  const start = performance.now();
  for (;;) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() - start >= patienceMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** @throws DatabaseOpenError if the file belongs to another program, or is newer than this program. */
export function refuseForeign(database: Database.Database, path: string): void {
  // One transaction, because another process may create the schema at the same time.
  const read = database.transaction(() => ({
    applicationId: database.pragma('application_id', { simple: true }),
    isEmpty: database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0,
    schema: database.pragma('user_version', { simple: true }) as number,
  }));
  const { applicationId, isEmpty, schema } = read();
  if (applicationId === APPLICATION_ID) refuseNewer(schema, path);
  else if (!isEmpty || applicationId !== 0) {
    throw new DatabaseOpenError(`${path} is the database of another program; name a different file.`);
  }
}

function refuseNewer(schema: number, path: string): void {
  if (schema <= MIGRATIONS.length) return;
  throw new DatabaseOpenError(
    `${path} was written by a newer upsertd (schema ${schema}, this one knows ${MIGRATIONS.length}); upgrade upsertd.`,
  );
}

function refuseDamaged(database: Database.Database, path: string): void {
  if (path === IN_MEMORY || statSync(path).size > MAX_CHECKED_BYTES) return;
  const result = database.pragma('quick_check(1)', { simple: true });
  if (result !== 'ok') throw damagedFileError(path);
}

/** @returns whether the database had no tables before. */
function migrate(database: Database.Database, path: string): boolean {
  database.exec('BEGIN IMMEDIATE');
  // Inside the transaction, because another process may migrate the same file.
  const applied = database.pragma('user_version', { simple: true }) as number;
  refuseNewer(applied, path);
  for (const sql of MIGRATIONS.slice(applied)) database.exec(sql);
  // Always written, because SQLite reports a file that it could open only for reading at the first write.
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${MIGRATIONS.length}`);
  database.exec(applied < MIGRATIONS.length ? 'COMMIT' : 'ROLLBACK');
  return applied === 0;
}
