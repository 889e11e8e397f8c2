import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../cli-error.ts';

/**
 * Copies a pipe to a temporary file, because a pipe can be read only once. The function unlinks the copy before it
 * returns. The operating system therefore deletes the copy, and the personal data in it, however the program ends.
 *
 * @throws CliError if the copy cannot be written.
 */
export async function copyPipe(pipe: FileHandle, name: string): Promise<FileHandle> {
  try {
    const folder = await mkdtemp(join(tmpdir(), 'upsertd-import-'));
    const copy = await open(join(folder, 'copy'), 'wx+', 0o600);
    await rm(folder, { recursive: true });
    await copy.writeFile(pipe.createReadStream());
    return copy;
  } catch (error) {
    const { code } = error as { code?: string };
    throw new CliError(
      `${name} is a pipe, and its temporary copy cannot be written (${code}). Set TMPDIR to a folder with enough space, or import a file.`,
    );
  }
}
