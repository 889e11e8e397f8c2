import type Database from 'better-sqlite3';

/**
 * Configures a connection that writes. With FULL each commit waits for the disk, so acknowledged writes survive a power
 * cut; `fullfsync` is necessary for this on macOS.
 */
export function configure(database: Database.Database): void {
  database.pragma('synchronous = FULL');
  database.pragma('fullfsync = ON');
  database.pragma('foreign_keys = ON');
  database.pragma('cache_size = -65536');
}
