import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { ConsoleImportOptions } from '../../http/console/imports/import-service.ts';
import { fileOf } from '../../storage/open-store.ts';
import { showUrl } from '../../storage/show-url.ts';
import { temporaryFolder } from '../config/environment.ts';
import type { ConsoleImportFlags } from './console-import-option.ts';
import { runImportTask } from './import-task.ts';

interface FolderOptions extends ConsoleImportFlags {
  readonly database: string;
  readonly host: string;
  readonly port: number;
}

/** Returns the imports that the console of a server offers. */
export function consoleImports(
  options: FolderOptions,
  onError: ConsoleImportOptions['onError'],
): ConsoleImportOptions {
  return {
    folder: uploadFolder(options),
    maxBytes: options.consoleImportMax,
    runTask: runImportTask,
    onError,
  };
}

/** Uploads are beside a SQLite file. Otherwise each server of this machine has a temporary folder of its own. */
function uploadFolder({ database, host, port }: FolderOptions): string {
  const file = fileOf(database);
  if (file !== undefined) return `${resolve(file)}-imports`;
  const server = createHash('sha256')
    .update(`${showUrl(database)} ${host} ${port}`)
    .digest('hex');
  return join(temporaryFolder(), `upsertd-imports-${server.slice(0, 16)}`);
}
