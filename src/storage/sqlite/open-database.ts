import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UnusableStore } from '../../domain/unusable-store.ts';
import { MIGRATIONS } from './migrations.ts';

/** Marks a file as ours in SQLite's header: "upsd". */
const APPLICATION_ID = 0x75707364;

/** A file up to this size is checked page by page at every start; a larger one by `upsertd doctor`. */
const CHECKED_AT_OPEN_BYTES = 32 * 1024 * 1024;

/**
 * Opens or makes a database file and brings it up to date.
 *
 * @param path a file, or `:memory:`. A new file is readable by its owner alone, and SQLite gives its companions the
 *   same permissions.
 * @throws UnusableStore when it is newer than this program, damaged, not ours or not to be opened.
 */
export function openDatabase(path: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    if (path !== ':memory:' && !existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
    database = new Database(path, { timeout: 5000 });
    configure(database);
    refuseForeign(database, path);
    refuseDamaged(database, path);
    migrate(database, path);
    // From here on nobody waits inside a call: the commit group tries again without holding the event loop.
    database.pragma('busy_timeout = 0');
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof UnusableStore ? error : new UnusableStore(explain(error, path), { cause: error });
  }
}

/**
 * WAL lets readers and a writer work at once; FULL makes every commit wait for the disk, so what was acknowledged
 * survives a power cut. `fullfsync` makes that true on macOS as well.
 */
function configure(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('fullfsync = ON');
  database.pragma('foreign_keys = ON');
  database.pragma('cache_size = -65536');
}

function refuseForeign(database: Database.Database, path: string): void {
  const applicationId = database.pragma('application_id', { simple: true });
  if (applicationId === APPLICATION_ID) return;
  const isEmpty = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (!isEmpty || applicationId !== 0) {
    throw new UnusableStore(`${path} is the database of another program; name a different file.`);
  }
}

function refuseDamaged(database: Database.Database, path: string): void {
  if (path === ':memory:' || statSync(path).size > CHECKED_AT_OPEN_BYTES) return;
  const verdict = database.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new UnusableStore(damaged(path));
}

function migrate(database: Database.Database, path: string): void {
  // Read again inside the transaction: another process may be migrating the same file.
  const run = database.transaction(() => {
    const applied = database.pragma('user_version', { simple: true }) as number;
    if (applied > MIGRATIONS.length) {
      throw new UnusableStore(
        `${path} was written by a newer upsertd (schema ${applied}, this one knows ${MIGRATIONS.length}); upgrade upsertd.`,
      );
    }
    for (const sql of MIGRATIONS.slice(applied)) database.exec(sql);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  run.immediate();
}

function explain(error: unknown, path: string): string {
  const code = (error as { code?: string }).code ?? '';
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return damaged(path);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return `${path} is locked by another process; try again when it is done.`;
  if (/^SQLITE_READONLY|^EACCES|^EROFS|^EPERM/.test(code)) return `${path} may not be written by this user.`;
  if (/^ENOENT|^ENOTDIR|^SQLITE_CANTOPEN/.test(code) || error instanceof TypeError) {
    return `${path} cannot be opened; does its folder exist, and is it a file?`;
  }
  if (/^SQLITE_FULL|^ENOSPC/.test(code)) return `There is no space left on the disk of ${path}.`;
  return `${path} cannot be used: ${(error as Error).message}`;
}

function damaged(path: string): string {
  return `${path} is damaged or not a database; restore a backup, or name a different file.`;
}
