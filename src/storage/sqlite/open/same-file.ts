import { existsSync, statSync } from 'node:fs';
import { DatabaseOpenError } from '../../../domain/database-open-error.ts';

/** @throws UnusableStore when a backup by this name would be the database itself, by whichever path. */
export function refuseSameFile(path: string, file: string): void {
  if (!existsSync(path) || !existsSync(file)) return;
  const [database, backup] = [statSync(path), statSync(file)];
  if (database.dev === backup.dev && database.ino === backup.ino) {
    throw new DatabaseOpenError(`${file} is the database itself; name another file.`);
  }
}
