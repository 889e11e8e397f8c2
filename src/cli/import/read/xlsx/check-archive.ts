import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** The largest workbook that the import reads, in bytes: packed, and unpacked in total. */
export const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRIES = 10_000;

/** The reason why an archive is refused. */
export class RefusedArchive extends Error {
  override readonly name = 'RefusedArchive';
}

/**
 * Unpacks an archive without storing it, to count its bytes. An archive can state wrong sizes, so the stated sizes alone
 * do not protect the memory.
 *
 * @returns the names of its entries.
 * @throws RefusedArchive if it is damaged, encrypted, or larger than the limit.
 */
export async function checkArchive(archive: Buffer): Promise<string[]> {
  const file = await openArchive(archive);
  const names: string[] = [];
  let bytes = 0;
  try {
    for (let entry = await nextEntry(file); entry; entry = await nextEntry(file)) {
      names.push(entry.fileName);
      bytes += entry.uncompressedSize;
      if (names.length > MOST_ENTRIES || bytes > MOST_BYTES) throw tooLarge();
      if (entry.isEncrypted()) throw new RefusedArchive('has a password; save it without a password');
      await unpack(file, entry);
    }
  } catch (error) {
    throw error instanceof RefusedArchive ? error : damaged();
  }
  return names;
}

function openArchive(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, file) => (error ? reject(damaged()) : resolve(file)));
  });
}

function nextEntry(file: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      file.removeAllListeners();
      act();
    };
    file.once('entry', (entry: Entry) => settle(() => resolve(entry)));
    file.once('end', () => settle(() => resolve(undefined)));
    file.once('error', (error: Error) => settle(() => reject(error)));
    file.readEntry();
  });
}

/** Fails if the entry unpacks to more bytes than it states. */
async function unpack(file: ZipFile, entry: Entry): Promise<void> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    file.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  await finished(stream.resume());
}

function tooLarge(): RefusedArchive {
  return new RefusedArchive(
    'unpacks to more than 64 MiB, the limit for a workbook; save the sheet as CSV (UTF-8)',
  );
}

function damaged(): RefusedArchive {
  return new RefusedArchive('is damaged or cut off; save or copy it again');
}
