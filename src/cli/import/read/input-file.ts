import { type FileHandle, open } from 'node:fs/promises';
import { extname } from 'node:path';
import { CliError, usageError } from '../../cli-error.ts';
import { copyPipe } from './copy-pipe.ts';

const CHUNK_BYTES = 64 * 1024;

/** The file to import. It can be read several times, and always reads the file that was opened, even after a rename. */
export interface InputFile {
  readonly name: string;
  readonly ending: '.csv' | '.ndjson';
  /** In bytes. */
  readonly size: number;
  /** Reads the file from its first byte. */
  chunks(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens the file to import. It copies a pipe to a temporary file first, because a pipe can be read only once.
 *
 * @throws CliError if the file cannot be opened or its name ends in neither .csv nor .ndjson.
 */
export async function openInput(name: string): Promise<InputFile> {
  const ending = extname(name).toLowerCase();
  if (ending !== '.csv' && ending !== '.ndjson') {
    throw usageError(
      `${name} ends in neither .csv nor .ndjson; rename the file to the ending of its format.`,
    );
  }
  const handle = await openForReading(name);
  const { size } = await handle.stat();
  return { name, ending, size, chunks: () => readChunks(handle), close: () => handle.close() };
}

async function openForReading(name: string): Promise<FileHandle> {
  const handle = await openOrExplain(name);
  const stats = await handle.stat();
  if (stats.isDirectory()) throw new CliError(`${name} is a folder; name a .csv or .ndjson file.`);
  return stats.isFile() ? handle : copyPipe(handle, name);
}

async function openOrExplain(name: string): Promise<FileHandle> {
  try {
    return await open(name, 'r');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw new CliError(`The file ${name} does not exist; check the path.`);
    if (code === 'EACCES')
      throw new CliError(`This user has no permission to read ${name}; change the permissions of the file.`);
    if (code === 'EISDIR') throw new CliError(`${name} is a folder; name a .csv or .ndjson file.`);
    throw error;
  }
}

/** Reads chunks with `read`, since a stream would close the file if its reader stops early. */
async function* readChunks(handle: FileHandle): AsyncGenerator<Buffer, void, void> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), { position });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
