import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageError } from '../../cli-error.ts';
import type { OutputChecksums } from './output-checksums.ts';

/** How long after its last save a killed import may still have written rejected rows. */
const AFTER_SAVE_MS = 5000;

export interface EarlierOutputs {
  readonly checksums: OutputChecksums;
  /** The time at which an import that stopped last saved its progress, in UNIX milliseconds. */
  readonly savedAt: number | undefined;
}

/**
 * Checks before the first row that an output file can be written, and that it replaces no edited file.
 *
 * @param option the option that names another file: `--rejects`.
 * @throws CliError that names the problem.
 */
export function refuseOutput(path: string, option: string, { checksums, savedAt }: EarlierOutputs): void {
  const problem = unwritable(path);
  if (problem) throw usageError(`${option}: ${path} ${problem}; name another file with ${option}.`);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size === 0 || checksums.isUnchanged(path)) return;
  // A killed import has saved no checksum.
  if (savedAt !== undefined && stats.mtimeMs <= savedAt + AFTER_SAVE_MS) return;
  throw usageError(
    `${path} exists, and it was edited or no import has written it. Import it, rename it or delete it first, or name another file with ${option}.`,
  );
}

function unwritable(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return 'is a folder';
  const folder = statSync(dirname(path), { throwIfNoEntry: false });
  if (!folder?.isDirectory()) return 'is in a folder that does not exist';
  try {
    accessSync(stats ? path : dirname(path), constants.W_OK);
    return undefined;
  } catch {
    return 'cannot be written by this user';
  }
}
