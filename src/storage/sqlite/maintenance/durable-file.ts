import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates or replaces a file atomically: after a crash, it is complete or does not exist. The function writes a
 * temporary file beside it, forces it to the disk, and renames it.
 *
 * @param write fills the temporary file, which exists, is empty, and which only its owner can read.
 * @param beforeRename runs when the temporary file is complete, before it replaces the existing file.
 */
export async function makeDurableFile(
  path: string,
  write: (temporary: string) => Promise<void>,
  beforeRename: () => void = () => {},
): Promise<void> {
  const temporary = `${path}.part-${process.pid}`;
  // SQLite creates a journal beside the file, which remains if the copy is stopped.
  const remove = () => {
    for (const suffix of ['', '-journal']) rmSync(temporary + suffix, { force: true });
  };
  remove();
  try {
    closeSync(openSync(temporary, 'wx', 0o600));
    await write(temporary);
    forceToDisk(temporary);
    beforeRename();
    renameSync(temporary, path);
    forceToDisk(dirname(path));
  } finally {
    remove();
  }
}

/** Waits until the disk has stored a file's contents, or a folder's entries. */
function forceToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
