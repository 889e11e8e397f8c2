import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { usageError } from './cli-error.ts';

/** @throws Failure when a report will have no place: better now than when the run is over. */
export function refuseUnwritable(file: string | undefined): void {
  if (file === undefined) return;
  const isThere = existsSync(file);
  try {
    closeSync(openSync(file, 'a'));
  } catch {
    throw usageError(`${file} cannot be written; name a file in a folder that is there.`);
  }
  if (!isThere) rmSync(file);
}
