import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { getRawAsset } from 'node:sea';
import { cacheFolders } from '../cli/config/environment.ts';
import { DatabaseOpenError } from '../domain/database-open-error.ts';
import { ADDON_ASSET, ADDON_HASH_ASSET } from './addon-asset.ts';
import { claimPrivateFolder } from './private-folder.ts';

/**
 * The native half of better-sqlite3. The system loads it from a file alone, so it is unpacked into a private folder;
 * where that cannot be, or nothing there may be run, the next place is tried.
 *
 * @throws UnusableStore when it can be nowhere, with the reason for each place.
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
      'The part that speaks to SQLite could be unpacked nowhere; name a folder of your own in UPSERTD_CACHE_DIR.',
      ...refused,
    ].join('\n  '),
  );
}

/** Its name is its hash, and a file of that name with other content is replaced. */
function unpack(folder: string): string {
  const hash = Buffer.from(getRawAsset(ADDON_HASH_ASSET)).toString();
  const file = join(folder, `${hash}.node`);
  if (hashOf(file) === hash) return file;
  // Under a name of its own until it is whole, because another process may be starting too.
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, Buffer.from(getRawAsset(ADDON_ASSET)), { flag: 'wx', mode: 0o500 });
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
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
