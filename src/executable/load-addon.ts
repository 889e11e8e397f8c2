import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { getRawAsset } from 'node:sea';
import { cacheFolders } from '../cli/config/environment.ts';
import { DatabaseOpenError } from '../domain/store/database-open-error.ts';
import { ADDON_ASSET, ADDON_HASH_ASSET } from './addon-asset.ts';
import { claimPrivateFolder } from './private-folder.ts';

/**
 * Loads the native addon of better-sqlite3. The system loads an addon only from a file, so this unpacks it into a private
 * folder. If a folder cannot be used, or does not permit execution, it tries the next folder.
 *
 * @throws DatabaseOpenError with the reason for each folder if none can be used.
 */
export function loadAddon(): unknown {
  const refused: string[] = [];
  for (const folder of cacheFolders()) {
    try {
      claimPrivateFolder(folder);
      return openAddon(unpack(folder));
    } catch (error) {
      refused.push(`${folder}: ${(error as Error).message}`);
    }
  }
  throw new DatabaseOpenError(
    [
      'The SQLite addon could not be unpacked into any folder; set UPSERTD_CACHE_DIR to a folder that only you can write to.',
      ...refused,
    ].join('\n  '),
  );
}

/** Unpacks the addon into a file that is named by its hash, and replaces a file of that name with other content. */
function unpack(folder: string): string {
  const hash = Buffer.from(getRawAsset(ADDON_HASH_ASSET)).toString();
  const file = join(folder, `${hash}.node`);
  if (hashOf(file) === hash) return file;
  // The file has a unique name until it is complete, because another process may start at the same time.
  const incomplete = `${file}.${process.pid}`;
  try {
    writeFileSync(incomplete, Buffer.from(getRawAsset(ADDON_ASSET)), { flag: 'wx', mode: 0o500 });
    renameSync(incomplete, file);
  } finally {
    rmSync(incomplete, { force: true });
  }
  return file;
}

function hashOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return undefined;
  }
}

function openAddon(file: string): unknown {
  const loaded = { exports: {} };
  process.dlopen(loaded, file, constants.dlopen.RTLD_NOW);
  return loaded.exports;
}
