import Database from 'better-sqlite3';
import { configure } from './configure.ts';
import { fileId } from './paths.ts';

/** A database file that this process serves. */
export interface ServedFile {
  readonly path: string;
  /** The file's identity, see `fileId`. The path can lead to a different file after the served file was moved. */
  readonly id: string | undefined;
}

/** Identifies a file that this process has just opened to serve it. */
export function servedFile(path: string): ServedFile {
  return { path, id: fileId(path) };
}

/**
 * Opens a served file once more, in another thread or to read from it. The first connection of this process has checked
 * and migrated it.
 *
 * @throws Error if the path leads to a different file. SQLite would then apply the write-ahead log of the served file,
 *   which is beside the path, to the different file.
 */
export function openAgain(
  { path, id }: ServedFile,
  { readonly = false, timeout = 0 } = {},
): Database.Database {
  refuseOtherFile(path, id);
  const database = new Database(path, { readonly, timeout, fileMustExist: true });
  try {
    // SQLite has opened the file, but not the log. So the log is not applied to a file that took the path meanwhile.
    refuseOtherFile(path, id);
    if (!readonly) configure(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refuseOtherFile(path: string, id: string | undefined): void {
  if (fileId(path) === id) return;
  // Without the path, because the error can become part of a log.
  throw new Error(
    'The database path does not lead to the file that this process serves; put that file and its -wal file back.',
  );
}
