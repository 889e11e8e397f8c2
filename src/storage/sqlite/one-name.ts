import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../domain/database-open-error.ts';
import { isServed } from './open/serve-lock.ts';

/** How long a process may take to open or close a database, in milliseconds, before it counts as a user of it. */
const PATIENCE_MS = 1000;
const RETRY_MS = 20;

/**
 * Refuses a database file with several hard links. SQLite keeps the write-ahead log beside the name, so writes through
 * one name are lost to the other. The name that is being served stays usable: its log is the right one.
 *
 * @throws UnusableStore when the file has another name.
 */
export function refuseHardLink(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile() || statSync(path).nlink === 1 || isServed(path)) return;
  throw new DatabaseOpenError(
    `${path} has another name (a hard link), and writes through one name are lost to the other; ` +
      'remove the other name, or make it a symbolic link.',
  );
}

/**
 * Refuses a database that another process has open by another name: it was renamed since, or is mounted twice.
 *
 * The kernel knows who has it open, however a process ended. Each process that has a database in WAL mode open holds a
 * lock on the file and one on the `-shm` file beside the name, so other processes on the one than on the other use
 * another name.
 *
 * @param database a connection in WAL mode; in another mode nothing is checked.
 * @throws UnusableStore when it is open by another name. Only Linux tells it.
 */
export function refuseOtherName(database: Database.Database, path: string): void {
  // This reads the file as well, and from its first read on a connection holds its locks.
  if (database.pragma('journal_mode', { simple: true }) !== 'wal') return;
  const end = performance.now() + PATIENCE_MS;
  while (isOpenByOtherName(path)) {
    if (performance.now() > end) {
      throw new DatabaseOpenError(
        `${path} is open in another process by another name (it was renamed, or is mounted twice); ` +
          'stop that process first, or name the file as that process does.',
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
  }
}

function isOpenByOtherName(path: string): boolean {
  const locks = readLocks();
  const users = usersOf(path, locks);
  const usersByName = usersOf(`${realpathSync(path)}-shm`, locks);
  if (!users || !usersByName) return false;
  return users.size !== usersByName.size || [...users].some((user) => !usersByName.has(user));
}

interface Lock {
  readonly processId: number;
  /** Device and inode, in the kernel's spelling. */
  readonly file: string;
}

const LOCK = /^\d+: POSIX +ADVISORY +(?:READ|WRITE) +(\d+) (\w+:\w+:\d+) /gm;

function readLocks(): Lock[] {
  if (!existsSync('/proc/locks')) return [];
  const locks = readFileSync('/proc/locks', 'utf8').matchAll(LOCK);
  return [...locks].map(([, processId, file = '']) => ({ processId: Number(processId), file }));
}

/**
 * Returns the processes that hold a lock on a file; undefined if not even the lock of this process is listed. That lock
 * gives the kernel's number of the device, which on some file systems is not the one of `stat`.
 */
function usersOf(path: string, locks: readonly Lock[]): Set<number> | undefined {
  const inode = statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
  const own = locks.find(({ processId, file }) => processId === process.pid && file.endsWith(`:${inode}`));
  if (!own) return undefined;
  return new Set(locks.filter(({ file }) => file === own.file).map(({ processId }) => processId));
}
