import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import { isBusy } from '../driver-error.ts';
import { refuseHardLink, refuseOtherName } from '../one-name.ts';
import { MIGRATIONS } from './migrations.ts';
import { damagedFileError, toOpenError } from './open-error.ts';
import { claimServing, isServed, refuseServedFile } from './serve-lock.ts';
import { IN_MEMORY } from './sqlite-path.ts';

/** Marks a file as ours in SQLite's header: "upsd". */
const APPLICATION_ID = 0x75707364;

/** A file up to this size is checked page by page at every start; a larger one by `upsertd doctor`. */
const CHECKED_AT_OPEN_BYTES = 32 * 1024 * 1024;

export interface OpenedDatabase {
  readonly database: Database.Database;
  /** Gives up the claim to serve it, if there was one. */
  readonly release: () => void;
}

/**
 * Opens or makes a database file and brings it up to date. Nothing is written before it is known to be ours.
 *
 * @param path a file, or `:memory:`. A new file is readable by its owner alone, and SQLite gives its companions the
 *   same permissions.
 * @param options.serving claims the file for this process to serve.
 * @param options.mustExist refuses a file that is not there, instead of making it.
 * @param options.patienceMs how long to wait, in milliseconds, for another process to let go of it.
 * @throws UnusableStore when it is newer than this program, damaged, not ours, served already, known by another
 *   name as well or not to be opened.
 */
export function openDatabase(
  path: string,
  { serving = false, mustExist = false, patienceMs = 5000 } = {},
): OpenedDatabase {
  let database: Database.Database | undefined;
  let release = () => {};
  try {
    if (path !== IN_MEMORY) {
      makeFile(path, mustExist);
      refuseHardLink(path);
      // Before SQLite opens it: a second name in one process makes SQLite fail with an I/O error at times.
      if (serving) refuseServedFile(path);
    }
    database = new Database(path, { timeout: patienceMs });
    if (path !== IN_MEMORY) refuseOtherName(database, path);
    refuseForeign(database, path);
    refuseDamaged(database, path);
    if (serving && path !== IN_MEMORY) release = claimServing(path);
    switchToWal(database, patienceMs);
    configure(database);
    migrate(database, path);
    // From here on nobody waits inside a call: the commit group tries again without holding the event loop.
    database.pragma('busy_timeout = 0');
    return { database, release };
  } catch (error) {
    database?.close();
    release();
    throw toOpenError(error, path);
  }
}

/** Opens a database file once more, which this process serves and so has checked and brought up to date. */
export function openAgain(path: string): Database.Database {
  const database = new Database(path, { fileMustExist: true, timeout: 0 });
  configure(database);
  return database;
}

/** Two processes may make it at once, so it is no error when it is there by then. */
function makeFile(path: string, mustExist: boolean): void {
  const isThere = existsSync(path);
  if (!isThere && mustExist)
    throw new DatabaseOpenError(`There is no database ${path}; serving makes one, or name another file.`);
  // SQLite would delete the log of the server, because it cannot belong to an empty database.
  if (!isThere && isServed(path)) {
    throw new DatabaseOpenError(
      `${path} is served, but was moved away; move it back, or stop the server and move its -wal file with it.`,
    );
  }
  if (!isThere) closeSync(openSync(path, 'a', 0o600));
  if (!statSync(path).isFile()) throw new DatabaseOpenError(`${path} is not a file; name a file.`);
}

/**
 * WAL lets readers and a writer work at once. SQLite does not wait where two processes switch a new file at the same
 * moment, so we do.
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

/**
 * FULL makes every commit wait for the disk, so what was acknowledged survives a power cut. `fullfsync` makes that
 * true on macOS as well.
 */
function configure(database: Database.Database): void {
  database.pragma('synchronous = FULL');
  database.pragma('fullfsync = ON');
  database.pragma('foreign_keys = ON');
  database.pragma('cache_size = -65536');
}

/** @throws UnusableStore when the file is another program's, or newer than this one. */
export function refuseForeign(database: Database.Database, path: string): void {
  // One transaction, because another process may be making its schema at this moment.
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
  if (path === IN_MEMORY || statSync(path).size > CHECKED_AT_OPEN_BYTES) return;
  const verdict = database.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw damagedFileError(path);
}

function migrate(database: Database.Database, path: string): void {
  database.exec('BEGIN IMMEDIATE');
  // Read again inside the transaction: another process may be migrating the same file.
  const applied = database.pragma('user_version', { simple: true }) as number;
  refuseNewer(applied, path);
  for (const sql of MIGRATIONS.slice(applied)) database.exec(sql);
  // Written even where nothing is new, because a file that was opened for reading alone says so at a write only.
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${MIGRATIONS.length}`);
  database.exec(applied < MIGRATIONS.length ? 'COMMIT' : 'ROLLBACK');
}
