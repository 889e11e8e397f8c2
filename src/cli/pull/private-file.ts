import { closeSync, fchmodSync, fstatSync, lstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { CliError } from '../cli-error.ts';

/**
 * Writes a file that only its owner can read, because it contains personal data. Without lines, removes an earlier file.
 *
 * @param option the option that names another file, for the error.
 * @throws CliError if the file cannot be written.
 */
export function writePrivateFile(path: string, lines: Iterable<string>, option: string): void {
  let file: number | undefined;
  try {
    for (const line of lines) {
      file ??= create(path);
      writeSync(file, `${line}\n`);
    }
    if (file === undefined && lstatSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(`${path} cannot be written (${code}); name another file with ${option}.`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function create(path: string): number {
  const file = openSync(path, 'w', 0o600);
  // An existing file keeps its mode. A device, such as /dev/null, must keep it.
  if (fstatSync(file).isFile()) fchmodSync(file, 0o600);
  return file;
}
