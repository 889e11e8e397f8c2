import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CliError } from '../../cli-error.ts';

/**
 * Copies a pipe to a temporary file, because a pipe can be read only once.
 *
 * @param name the name of the pipe for an error message: `standard input`.
 * @throws CliError if the copy cannot be written.
 */
export function copyPipe(pipe: AsyncIterable<Uint8Array>, name: string): Promise<FileHandle> {
  return writeTemporary(
    pipe,
    ({ code }) =>
      `${name} is a pipe, and its temporary copy cannot be written (${code}). Set TMPDIR to a folder with enough space, or import a file.`,
  );
}

/**
 * Writes a temporary file. The function unlinks the file before it returns. The operating system therefore deletes the
 * file, and the personal data in it, however the program ends.
 *
 * @throws CliError with the given message if the file cannot be written.
 */
export async function writeTemporary(
  content: AsyncIterable<Uint8Array> | Iterable<string>,
  message: (error: { code?: string }) => string,
): Promise<FileHandle> {
  let copy: FileHandle | undefined;
  try {
    const folder = await mkdtemp(join(tmpdir(), 'upsertd-import-'));
    copy = await open(join(folder, 'copy'), 'wx+', 0o600);
    await rm(folder, { recursive: true });
    await copy.writeFile(Readable.from(content));
    return copy;
  } catch (error) {
    await copy?.close();
    if (error instanceof CliError) throw error;
    throw new CliError(message(error as { code?: string }));
  }
}
