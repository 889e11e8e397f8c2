import { existsSync, statSync } from 'node:fs';
import type { CopyOptions } from '../../domain/maintenance.ts';
import { UnusableStore } from '../../domain/unusable-store.ts';
import { copyDatabase } from './copy-database.ts';
import { makeDurableFile } from './durable-file.ts';
import { refuseSameFile } from './same-file.ts';
import { toUnusable } from './unusable-file.ts';

/** See `Maintenance.backup`. */
export async function backup(path: string, file: string, { replace, signal }: CopyOptions): Promise<number> {
  if (existsSync(file)) {
    if (!replace) throw new UnusableStore(`${file} exists; name another file, or add --force.`);
    if (!statSync(file).isFile()) throw new UnusableStore(`${file} is not a file; name a file.`);
    refuseSameFile(path, file);
  }
  try {
    await makeDurableFile(file, (temporary) => copyDatabase(path, temporary, signal));
    return statSync(file).size;
  } catch (error) {
    throw signal?.aborted ? error : toUnusable(error, file);
  }
}
