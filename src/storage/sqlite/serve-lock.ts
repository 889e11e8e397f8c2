import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UnusableStore } from '../../domain/unusable-store.ts';
import { companionOf } from './companion.ts';
import { isBusy } from './driver-error.ts';

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
  const lockPath = companionOf(path, '-serving');
  if (!existsSync(lockPath)) closeSync(openSync(lockPath, 'a', 0o600));
  const lock = new Database(lockPath, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) {
      throw new UnusableStore(
        `${path} is already served by another process; stop that one or name a different file.`,
      );
    }
    throw error;
  }
  return () => lock.close();
}
