import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError } from '../../cli-error.ts';

const CHUNK_BYTES = 64 * 1024;
/** The first bytes of a gzip file. */
export const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** Returns whether the content of the file is compressed by gzip, whatever its name is. */
export async function isGzip(handle: FileHandle): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(GZIP_MAGIC.length), { position: 0 });
  return buffer.equals(GZIP_MAGIC);
}

/** Reads chunks with `read`, since a stream would close the file if its reader stops early. */
export async function* readChunks(handle: FileHandle): AsyncGenerator<Buffer, void, void> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), { position });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/**
 * Reads the unpacked bytes of a gzip file, in bounded memory.
 *
 * @param name the name of the file for an error message.
 * @throws CliError if the file is cut off or damaged.
 */
export async function* unpackGzip(handle: FileHandle, name: string): AsyncGenerator<Buffer, void, void> {
  const packed = Readable.from(readChunks(handle), { objectMode: false });
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  packed.on('error', (error) => unpacked.destroy(error));
  try {
    yield* packed.pipe(unpacked) as AsyncIterable<Buffer>;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === 'Z_BUF_ERROR') {
      throw new CliError(`${name} ends before the end of its gzip data; it is cut off. Copy the file again.`);
    }
    if (code.startsWith('Z_'))
      throw new CliError(`${name} has damaged gzip data (${code}). Copy the file again.`);
    throw error;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}
