import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseServedError } from '../../../domain/store/database-open-error.ts';
import { isBusy } from '../errors.ts';
import { fileId, sidecarPath } from './paths.ts';

/** The `fileId` of each file that this process serves. Two names of one file have different lock files. */
const servedFiles = new Set<string>();

/**
 * Acquires the serve lock of a database, which only one process can have. Other commands do not need the lock, so they
 * work while a server runs.
 *
 * The lock is an exclusive transaction on a file beside the database. Unlike a file that contains a process id, the
 * operating system always releases it when the process ends.
 *
 * @param path an existing or a future database file. All paths that lead to it through links have the same lock.
 * @returns a function that releases the lock.
 * @throws DatabaseOpenError if a process serves the database.
 */
export function acquireServeLock(path: string): () => void {
  refuseServedFile(path);
  const id = fileId(path);
  const lockPath = sidecarPath(path, '-serving');
  if (!existsSync(lockPath)) closeSync(openSync(lockPath, 'a', 0o600));
  const lock = new Database(lockPath, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new DatabaseServedError(path);
    throw error;
  }
  if (id !== undefined) servedFiles.add(id);
  return () => {
    if (id !== undefined) servedFiles.delete(id);
    lock.close();
  };
}

/** @throws DatabaseOpenError if this process serves the file, under this name or another one. */
export function refuseServedFile(path: string): void {
  const id = fileId(path);
  if (id !== undefined && servedFiles.has(id)) throw new DatabaseServedError(path);
}

/** Whether a process serves a database under this name. */
export function isServed(path: string): boolean {
  const lockPath = sidecarPath(path, '-serving');
  if (!existsSync(lockPath)) return false;
  const lock = new Database(lockPath, { readonly: true, timeout: 0 });
  try {
    lock.pragma('schema_version');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    lock.close();
  }
}
