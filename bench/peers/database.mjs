import Database from 'better-sqlite3';

/** Opens a database with one simple table. @param synchronous FULL waits for the disk at each commit. */
export function openPeerDatabase(file, synchronous) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${synchronous}`);
  database.exec(`CREATE TABLE IF NOT EXISTS customers (
    source      TEXT NOT NULL,
    external_id TEXT NOT NULL,
    email       TEXT NOT NULL,
    name        TEXT,
    body        TEXT NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (source, external_id)
  ) WITHOUT ROWID`);
  return database;
}

export const UPSERT = `INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET email = excluded.email, name = excluded.name, body = excluded.body,
    updated_at = excluded.updated_at
  RETURNING updated_at`;
