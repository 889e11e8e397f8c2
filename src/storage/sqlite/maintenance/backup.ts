import { existsSync, statSync } from 'node:fs';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import type { DatabaseCopyOptions } from '../../../domain/store/maintenance.ts';
import { toOpenError } from '../errors.ts';
import { refuseSameFile } from '../open/paths.ts';
import { copyDatabase } from './copy-database.ts';
import { makeDurableFile } from './durable-file.ts';

/** Implements `Maintenance.backup`. */
export async function backup(
  path: string,
  file: string,
  { replace, signal }: DatabaseCopyOptions,
): Promise<number> {
  if (existsSync(file)) {
    if (!replace) throw new DatabaseOpenError(`${file} exists; name another file, or add --force.`);
    if (!statSync(file).isFile()) throw new DatabaseOpenError(`${file} is not a file; name a file.`);
    refuseSameFile(path, file);
  }
  try {
    await makeDurableFile(file, (temporary) => copyDatabase(path, temporary, signal));
    return statSync(file).size;
  } catch (error) {
    throw signal?.aborted ? error : toOpenError(error, file);
  }
}
