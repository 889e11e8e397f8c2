import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';

/** The path that SQLite uses for a database in memory. */
export const IN_MEMORY = ':memory:';

/** The path in `sqlite:./upsertd.db` or `sqlite:///var/lib/upsertd.db`, or `:memory:`; undefined for other URLs. */
export function sqlitePath(url: string): string | undefined {
  return /^sqlite:(?:\/\/(?=\/)|(?!\/\/))(.+)$/.exec(url)?.[1]?.trim() || undefined;
}

/** The path of a file beside a database. It is the same for every path that leads to the database through links. */
export function sidecarPath(path: string, suffix: '-serving' | '-search'): string {
  return resolvePath(path) + suffix;
}

function resolvePath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

/** Identifies a file by its device and inode, which a rename does not change; undefined if the file does not exist. */
export function fileId(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev}:${stat.ino}`;
}

/**
 * Rejects a backup file that is the database itself.
 *
 * @throws DatabaseOpenError if both paths lead to the same file.
 */
export function refuseSameFile(path: string, file: string): void {
  const id = fileId(path);
  if (id !== undefined && id === fileId(file)) {
    throw new DatabaseOpenError(`${file} is the database itself; name another file.`);
  }
}
