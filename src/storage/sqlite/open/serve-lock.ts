import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';
import { isBusy } from '../driver-error.ts';
import { sidecarPath } from './sidecar-path.ts';

/** The device and inode of each file that this process serves: two names of a file have different claims. */
const servedFiles = new Set<string>();

/**
 * Claims a database for one serving process. Other commands do not ask for the claim, so they work beside it.
 *
 * The claim is an exclusive transaction on a companion file: the operating system drops it when the process ends,
 * however it ends, which a file with a process id in it does not do.
 *
 * @param path a file, or where one is to be; the same one by another path is the same claim.
 * @returns how to give the claim up.
 * @throws UnusableStore when another process serves the database.
 */
export function claimServing(path: string): () => void {
  refuseServedFile(path);
  const file = fileId(path);
  const lockPath = sidecarPath(path, '-serving');
  if (!existsSync(lockPath)) closeSync(openSync(lockPath, 'a', 0o600));
  const lock = new Database(lockPath, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw alreadyServed(path);
    throw error;
  }
  if (file !== undefined) servedFiles.add(file);
  return () => {
    if (file !== undefined) servedFiles.delete(file);
    lock.close();
  };
}

/**
 * Refuses a file that this process serves, by whichever name.
 *
 * @throws UnusableStore
 */
export function refuseServedFile(path: string): void {
  const file = fileId(path);
  if (file !== undefined && servedFiles.has(file)) throw alreadyServed(path);
}

/** Whether a process serves the database by this name. */
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

/** Identifies a file by its device and inode, which a rename does not change; undefined if there is none. */
export function fileId(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev}:${stat.ino}`;
}

function alreadyServed(path: string): DatabaseOpenError {
  return new DatabaseOpenError(
    `${path} is already served by another process; stop that one or name a different file.`,
  );
}
