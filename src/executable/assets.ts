import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ADDON_ASSET } from './addon-asset.ts';
import type { Platform } from './platform.ts';

/** The files of the package that the program reads while it runs. */
const READ_AT_RUN_TIME = [
  'package.json',
  'generated/openapi.json',
  'generated/code-samples.json',
  'openapi/fixtures/*.yaml',
  'src/http/pages/assets/*',
  'src/pull/connectors/*',
];

/** The modules that run in their own thread. Each becomes a separate program. */
export const WORKERS = [
  'src/storage/sqlite/checkpoint-thread.ts',
  'src/storage/sqlite/maintenance/copy-database.ts',
  'src/storage/sqlite/maintenance/diagnose-thread.ts',
  'src/storage/sqlite/search/search-thread.ts',
  'src/writer/reader-thread-main.ts',
  'src/writer/writer-thread-main.ts',
];

/** Returns the files of an executable: the name of each asset and the path of its file. */
export function findAssets(root: string, target: Platform): Record<string, string> {
  const files = globSync(READ_AT_RUN_TIME, { cwd: root }).sort();
  return {
    ...Object.fromEntries(files.map((file) => [file, join(root, file)])),
    [ADDON_ASSET]: join(root, `node_modules/better-sqlite3/prebuilds/${target}.node`),
  };
}
