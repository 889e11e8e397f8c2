import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that nobody else can look into or change, or finds one.
 *
 * @throws Error when it is somebody else's, open to others, not a folder, or in a place where others could replace it.
 */
export function claimPrivateFolder(folder: string): void {
  makeFolder(dirname(folder));
  makeFolder(folder);
  refuseReplaceable(dirname(folder));
  const found = lstatSync(folder);
  if (!found.isDirectory()) throw new Error('it is not a folder');
  if (process.getuid && found.uid !== process.getuid()) throw new Error('it belongs to somebody else');
  if (process.getuid && (found.mode & 0o077) !== 0)
    throw new Error('it is open to others; its mode must be 0700');
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Who may write to a folder may replace what is in it, unless the folder is sticky, as /tmp is. */
function refuseReplaceable(parent: string): void {
  if (!process.getuid) return;
  const { mode, uid } = lstatSync(parent);
  const isSticky = (mode & 0o1000) !== 0;
  if (uid !== 0 && uid !== process.getuid()) throw new Error(`${parent} belongs to somebody else`);
  if ((mode & 0o022) !== 0 && !isSticky) throw new Error(`others may write to ${parent}`);
}
