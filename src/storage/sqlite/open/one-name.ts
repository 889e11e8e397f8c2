import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { isServed } from './serve-lock.ts';

/** The time in which a process can open or close a database, in milliseconds. During it, its locks are incomplete. */
const MAX_WAIT_MS = 1000;
const RETRY_MS = 20;

/**
 * Refuses a database file with several hard links. SQLite creates the write-ahead log beside the name, so the other name
 * does not see writes through this one. The name under which a server runs stays usable, because its log is current.
 *
 * @throws DatabaseOpenError if the file has another name.
 */
export function refuseHardLink(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile() || statSync(path).nlink === 1 || isServed(path)) return;
  throw new DatabaseOpenError(
    `${path} has another name (a hard link), and writes through one name are lost to the other; ` +
      'remove the other name, or make it a symbolic link.',
  );
}

/**
 * Refuses a database that another process has opened by another name, because it was renamed since, or is mounted twice.
 *
 * The kernel lists the locks of all running processes. Each process that has opened a database in WAL mode locks the
 * file and the `-shm` file beside its name. If the two files are locked by different processes, another name is in use.
 *
 * @param database a connection. In a mode other than WAL, the function checks nothing.
 * @throws DatabaseOpenError if the database is open by another name. Only Linux lists the locks.
 */
export function refuseOtherName(database: Database.Database, path: string): void {
  // The pragma reads the file. A connection has its locks from its first read on.
  if (database.pragma('journal_mode', { simple: true }) !== 'wal') return;
  const end = performance.now() + MAX_WAIT_MS;
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
  /** Device and inode, as the kernel writes them. */
  readonly file: string;
}

const LOCK = /^\d+: POSIX +ADVISORY +(?:READ|WRITE) +(\d+) (\w+:\w+:\d+) /gm;

function readLocks(): Lock[] {
  if (!existsSync('/proc/locks')) return [];
  const locks = readFileSync('/proc/locks', 'utf8').matchAll(LOCK);
  return [...locks].map(([, processId, file = '']) => ({ processId: Number(processId), file }));
}

/**
 * Returns the processes that hold a lock on a file; undefined if the list lacks the lock of this process. That lock
 * shows the kernel's number of the device, which on some file systems differs from that of `stat`.
 */
function usersOf(path: string, locks: readonly Lock[]): Set<number> | undefined {
  const inode = statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
  const own = locks.find(({ processId, file }) => processId === process.pid && file.endsWith(`:${inode}`));
  if (!own) return undefined;
  return new Set(locks.filter(({ file }) => file === own.file).map(({ processId }) => processId));
}
