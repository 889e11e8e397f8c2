import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { makeSearchTables } from './search-index.ts';

/** Marks a file as a search index of ours in SQLite's header: "upsi". */
const APPLICATION_ID = 0x75707369;

/** Counted up when the tables change. An index of another layout is made anew, so it has no migrations. */
const LAYOUT = 2;

/** The tables of this layout and of those before it. */
const TABLES = ['customer_text', 'customer_tokens', 'customer_words', 'followed'];

/** A search index and what SQLite keeps beside it. */
export const SEARCH_FILES = ['', '-wal', '-shm'];

/** So many pages are written before they are moved into the file, which is the only time when the disk is waited for. */
const PAGES_PER_CHECKPOINT = 16_000;

/**
 * Opens the search index of a database, or makes an empty one. It holds nothing that the database does not hold, so a
 * damaged one is thrown away.
 */
export function openSearchFile(path: string): Database.Database {
  try {
    return open(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    for (const suffix of SEARCH_FILES) rmSync(path + suffix, { force: true });
    return open(path);
  }
}

function open(path: string): Database.Database {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const database = new Database(path, { timeout: 5000 });
  try {
    database.pragma('journal_mode = WAL');
    // What a power cut takes back is followed again: the note of how far it went is taken back with it.
    database.pragma('synchronous = NORMAL');
    database.pragma(`wal_autocheckpoint = ${PAGES_PER_CHECKPOINT}`);
    const isMade = database.transaction(() => createSchema(database)).immediate();
    if (isMade) giveBackRoom(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An index of another layout took room that the empty one leaves free. */
function giveBackRoom(database: Database.Database): void {
  database.exec('VACUUM');
  database.pragma('wal_checkpoint(TRUNCATE)');
}

/**
 * Whether a search index is there and has the tables that we expect; a power cut may have left an empty file.
 *
 * @param schema where it is attached.
 */
export function isLaidOut(database: Database.Database, schema = 'main'): boolean {
  const mark = database.pragma(`${schema}.application_id`, { simple: true });
  const layout = database.pragma(`${schema}.user_version`, { simple: true });
  return mark === APPLICATION_ID && layout === LAYOUT;
}

/** @returns whether it had to be. */
function createSchema(database: Database.Database): boolean {
  if (isLaidOut(database)) return false;
  const mark = database.pragma('application_id', { simple: true });
  const isEmpty = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (mark !== APPLICATION_ID && !isEmpty) throw new Error('The file of the search index is something else.');
  recreateIndex(database);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${LAYOUT}`);
  return true;
}

/** Forgets all that is indexed; the caller holds the transaction. */
export function recreateIndex(database: Database.Database): void {
  for (const table of TABLES) database.exec(`DROP TABLE IF EXISTS ${table}`);
  makeSearchTables(database);
}

function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
}
