import type Database from 'better-sqlite3';

/** The size of the header of a page in the WAL, in bytes. */
const FRAME_HEADER_BYTES = 24;

/**
 * Returns how many bytes of the WAL are not in the main file yet. The WAL file itself never shrinks while the database is
 * open, because SQLite writes to it again from its beginning.
 *
 * @param database a connection without an open transaction.
 */
export function pendingLogBytes(database: Database.Database): number {
  const bytesPerPage = (database.pragma('page_size', { simple: true }) as number) + FRAME_HEADER_BYTES;
  return pendingLogPages(database, 'NOOP') * bytesPerPage;
}

/**
 * Returns how many pages of the WAL are not in the main file yet, after a WAL checkpoint.
 *
 * @param mode NOOP moves no page. PASSIVE moves all pages that no reader prevents, and blocks no connection.
 */
export function pendingLogPages(database: Database.Database, mode: 'NOOP' | 'PASSIVE'): number {
  const [result] = database.pragma(`wal_checkpoint(${mode})`) as { log: number; checkpointed: number }[];
  // Without a WAL both numbers are -1.
  return result ? result.log - result.checkpointed : 0;
}
