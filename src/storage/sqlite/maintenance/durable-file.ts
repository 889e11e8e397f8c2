import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a file that is whole or not there at all, whatever happens in between: it is written beside its place under
 * another name, forced to the disk, and moved.
 *
 * @param write fills the file, which exists, is empty and belongs to its owner alone.
 * @param makeRoom runs when the new file is whole and what is in its place is about to be replaced.
 */
export async function makeDurableFile(
  path: string,
  write: (temporary: string) => Promise<void>,
  makeRoom: () => void = () => {},
): Promise<void> {
  const temporary = `${path}.part-${process.pid}`;
  // SQLite keeps a journal beside it, which stays where a copy is stopped.
  const remove = () => {
    for (const suffix of ['', '-journal']) rmSync(temporary + suffix, { force: true });
  };
  remove();
  try {
    closeSync(openSync(temporary, 'wx', 0o600));
    await write(temporary);
    forceToDisk(temporary);
    makeRoom();
    renameSync(temporary, path);
    forceToDisk(dirname(path));
  } finally {
    remove();
  }
}

/** Waits until a file's contents, or a folder's entries, are on the disk. */
function forceToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
