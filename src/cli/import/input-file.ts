import { type FileHandle, open } from 'node:fs/promises';
import { extname } from 'node:path';
import { CliError, usageError } from '../cli-error.ts';
import { copyPipe } from './copy-pipe.ts';

const CHUNK_BYTES = 64 * 1024;

/** The file to import. It can be read several times; a new file under the same name does not change what is read. */
export interface InputFile {
  readonly name: string;
  readonly ending: '.csv' | '.ndjson';
  /** In bytes. */
  readonly size: number;
  /** Reads it from its first byte. */
  chunks(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens the file to import. A pipe can be read once only, so this copies it to a temporary file first.
 *
 * @throws Failure when the file cannot be opened or has another ending.
 */
export async function openInput(name: string): Promise<InputFile> {
  const ending = extname(name).toLowerCase();
  if (ending !== '.csv' && ending !== '.ndjson') {
    throw usageError(`${name} ends in neither .csv nor .ndjson; rename it to what it is.`);
  }
  const handle = await openForReading(name);
  const { size } = await handle.stat();
  return { name, ending, size, chunks: () => readChunks(handle), close: () => handle.close() };
}

async function openForReading(name: string): Promise<FileHandle> {
  const handle = await openOrExplain(name);
  const stats = await handle.stat();
  if (stats.isDirectory()) throw new CliError(`${name} is a folder.`);
  return stats.isFile() ? handle : copyPipe(handle, name);
}

async function openOrExplain(name: string): Promise<FileHandle> {
  try {
    return await open(name, 'r');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw new CliError(`There is no file ${name}.`);
    if (code === 'EACCES') throw new CliError(`${name} may not be read by this user.`);
    if (code === 'EISDIR') throw new CliError(`${name} is a folder.`);
    throw error;
  }
}

/** A stream would close the file when its reader stops early. */
async function* readChunks(handle: FileHandle): AsyncGenerator<Buffer, void, void> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), { position });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
