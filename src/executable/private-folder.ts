import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder that only its owner can read and change, or checks an existing one.
 *
 * @throws Error if it belongs to another user, is open to other users, is not a folder, or other users could replace it.
 */
export function claimPrivateFolder(folder: string): void {
  makeFolder(dirname(folder));
  makeFolder(folder);
  refuseReplaceable(dirname(folder));
  const found = lstatSync(folder);
  if (!found.isDirectory()) throw new Error('it is not a folder');
  if (process.getuid && found.uid !== process.getuid()) throw new Error('it belongs to another user');
  if (process.getuid && (found.mode & 0o077) !== 0)
    throw new Error('it is open to other users; its mode must be 0700');
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Rejects a parent folder in which other users could replace the folder. A sticky folder, such as /tmp, prevents that. */
function refuseReplaceable(parent: string): void {
  if (!process.getuid) return;
  const { mode, uid } = lstatSync(parent);
  const isSticky = (mode & 0o1000) !== 0;
  if (uid !== 0 && uid !== process.getuid()) throw new Error(`${parent} belongs to another user`);
  if ((mode & 0o022) !== 0 && !isSticky) throw new Error(`other users may write to ${parent}`);
}
