import { type FileHandle, open } from 'node:fs/promises';
import { extname } from 'node:path';
import { CliError, usageError } from '../../cli-error.ts';
import { copyPipe } from './copy-pipe.ts';
import type { FileFormat } from './file-format.ts';
import { isGzip, readChunks, unpackGzip } from './unpack-gzip.ts';

/** The name of standard input on the command line. */
export const STANDARD_INPUT = '-';

const KINDS: Readonly<Record<string, FileFormat['kind'] | 'text'>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'text',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.xlsx': 'xlsx',
};
const ENDINGS = '.csv, .tsv, .txt, .ndjson, .jsonl, .json, each also with .gz, or .xlsx';

/** The file to import. It can be read several times, and always reads the file that was opened, even after a rename. */
export interface InputFile {
  /** The name for messages. */
  readonly name: string;
  /** The format that the name ends in; `text` if the content decides. */
  readonly kind: FileFormat['kind'] | 'text';
  /** Whether the name ends in .tsv. */
  readonly isTabbed: boolean;
  /** Whether the file is compressed by gzip. */
  readonly compressed: boolean;
  /** The size on the disk, in bytes. */
  readonly size: number;
  /** Reads the file, uncompressed, from its first byte. */
  chunks(): AsyncIterable<Buffer>;
  /** Closes a temporary file together with this file. */
  closeWithFile(temporary: FileHandle): void;
  close(): Promise<void>;
}

/**
 * Opens the file to import. It copies a pipe or standard input to a temporary file first, because a pipe can be read only
 * once.
 *
 * @param format the value of --format; undefined if the name or the content decides.
 * @throws CliError if the file cannot be opened or its name has another ending.
 */
export async function openInput(path: string, format?: FileFormat['kind']): Promise<InputFile> {
  const name = path === STANDARD_INPUT ? 'standard input' : path;
  const ending = extname(path.replace(/\.gz$/i, '')).toLowerCase();
  const kind = format ?? (path === STANDARD_INPUT ? 'text' : KINDS[ending]);
  if (!kind) {
    throw usageError(
      `${name} has none of the endings ${ENDINGS}; rename the file to the ending of its format, or set --format.`,
    );
  }
  const handle = path === STANDARD_INPUT ? await copyStandardInput(name) : await openForReading(path);
  const { size } = await handle.stat();
  const compressed = await isGzip(handle);
  const chunks = () => (compressed ? unpackGzip(handle, name) : readChunks(handle));
  const handles = [handle];
  return {
    name,
    kind,
    isTabbed: ending === '.tsv',
    compressed,
    size,
    chunks,
    closeWithFile: (temporary) => void handles.push(temporary),
    close: async () => void (await Promise.all(handles.map((opened) => opened.close()))),
  };
}

function copyStandardInput(name: string): Promise<FileHandle> {
  if (process.stdin.isTTY) {
    throw usageError(
      'Standard input is a terminal; send a file to it, such as upsertd import - < customers.csv.',
    );
  }
  return copyPipe(process.stdin, name);
}

async function openForReading(name: string): Promise<FileHandle> {
  const handle = await openOrExplain(name);
  const stats = await handle.stat();
  if (stats.isDirectory()) {
    await handle.close();
    throw new CliError(`${name} is a folder; name a file.`);
  }
  return stats.isFile() ? handle : copyPipe(handle.createReadStream(), name);
}

async function openOrExplain(name: string): Promise<FileHandle> {
  try {
    return await open(name, 'r');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw new CliError(`The file ${name} does not exist; check the path.`);
    if (code === 'EACCES')
      throw new CliError(`This user has no permission to read ${name}; change the permissions of the file.`);
    if (code === 'EISDIR') throw new CliError(`${name} is a folder; name a file.`);
    throw error;
  }
}
