import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { makeSearchTables } from './search-index.ts';

/** Marks a file as a search index of upsertd in SQLite's header: "upsi". */
const APPLICATION_ID = 0x75707369;

/** The version of the tables and of the folded texts in them. An index with another version is recreated, so it has no migrations. */
const SCHEMA_VERSION = 3;

/** The tables of this version and of earlier ones. */
const TABLES = ['customer_text', 'customer_tokens', 'customer_words', 'followed'];

/** The suffixes of a search index and of the files that SQLite creates beside it. */
export const SEARCH_FILES = ['', '-wal', '-shm'];

/** The number of written pages after which a WAL checkpoint runs; only checkpoints wait for the disk. */
const PAGES_PER_CHECKPOINT = 16_000;

/**
 * Opens the search index of a database, or creates an empty one. A damaged index is deleted, because it contains only
 * data that the database contains.
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
    // If a power cut loses entries, it also loses their positions. Then the indexer writes both again.
    database.pragma('synchronous = NORMAL');
    database.pragma(`wal_autocheckpoint = ${PAGES_PER_CHECKPOINT}`);
    const isNew = database.transaction(() => createSchema(database)).immediate();
    if (isNew) freeSpace(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Releases the disk space of an index of another version. */
function freeSpace(database: Database.Database): void {
  database.exec('VACUUM');
  database.pragma('wal_checkpoint(TRUNCATE)');
}

/**
 * Whether a search index exists and has the current tables. A power cut can leave an empty file.
 *
 * @param schema the name under which the index is attached.
 */
export function hasCurrentSchema(database: Database.Database, schema = 'main'): boolean {
  const mark = database.pragma(`${schema}.application_id`, { simple: true });
  const version = database.pragma(`${schema}.user_version`, { simple: true });
  return mark === APPLICATION_ID && version === SCHEMA_VERSION;
}

/** Creates the tables if they are missing or have another version. @returns whether it created them. */
function createSchema(database: Database.Database): boolean {
  if (hasCurrentSchema(database)) return false;
  const mark = database.pragma('application_id', { simple: true });
  const isEmpty = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (mark !== APPLICATION_ID && !isEmpty)
    throw new Error('The file of the search index is not a search index.');
  recreateIndex(database);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${SCHEMA_VERSION}`);
  return true;
}

/** Deletes all entries and positions; the caller has begun the transaction. */
export function recreateIndex(database: Database.Database): void {
  for (const table of TABLES) database.exec(`DROP TABLE IF EXISTS ${table}`);
  makeSearchTables(database);
}

function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
}
