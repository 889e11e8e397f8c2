import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { usageError } from '../cli-error.ts';

/** Checks before a run that its report can be written. @throws CliError if the file cannot be written. */
export function refuseUnwritable(file: string | undefined): void {
  if (file === undefined) return;
  const exists = existsSync(file);
  try {
    closeSync(openSync(file, 'a'));
  } catch {
    throw usageError(`${file} cannot be written; name a file in an existing folder that you may write to.`);
  }
  if (!exists) rmSync(file);
}
