import iconv from 'iconv-lite';
import { CliError, usageError } from '../../../cli-error.ts';
import type { InputFile } from '../input-file.ts';
import { findEncoding, findMark } from './find-encoding.ts';
import { type ByteScan, scanBytes } from './scan-bytes.ts';

/** A file as UTF-8, in whichever encoding it is stored. */
export interface TextFile {
  /** The name for messages. */
  readonly name: string;
  /** The encoding in which the file is stored. */
  readonly encoding: string;
  /** Whether the file begins with a byte order mark. */
  readonly bom: boolean;
  /** The size of the text as UTF-8, in bytes. */
  readonly size: number;
  /** Sentences for the user about the encoding. */
  readonly notices: readonly string[];
  /** Reads the text as UTF-8 from its beginning. */
  chunks(): AsyncIterable<Buffer>;
}

/**
 * Opens a file as text. It reads the whole file once to find its encoding.
 *
 * @param encoding the value of --encoding.
 * @throws CliError if the file is not text, or if its encoding is not certain.
 */
export async function openText(file: InputFile, encoding?: string): Promise<TextFile> {
  const { name } = file;
  if (encoding !== undefined) requireEncoding(encoding);
  const scan = await scanBytes(file.chunks());
  const found = encoding === undefined ? await findOrExplain(name, scan) : check(name, scan, encoding);
  const notices = [...describe(name, found.encoding, encoding), ...describeDamage(name, scan)];
  if (found.encoding === 'utf-8')
    return { name, ...found, size: scan.size, notices, chunks: () => file.chunks() };
  const chunks = () => decode(file.chunks(), found.encoding);
  let size = 0;
  for await (const chunk of chunks()) size += chunk.length;
  return { name, ...found, size, notices, chunks };
}

/** Names that iconv-lite accepts and that are no character encodings. */
const NO_CHARSETS: ReadonlySet<string> = new Set(['base64', 'hex', 'binary', 'utf-7', 'utf-7-imap']);

function requireEncoding(encoding: string): void {
  if (iconv.encodingExists(encoding) && !NO_CHARSETS.has(encoding)) return;
  throw usageError(
    `--encoding ${encoding} must be an encoding, such as utf-8, utf-16, windows-1252, macintosh or iso-8859-15.`,
  );
}

async function findOrExplain(name: string, scan: ByteScan): Promise<{ encoding: string; bom: boolean }> {
  const found = await findEncoding(scan);
  if ('encoding' in found) return found;
  if (found.problem === 'binary') {
    throw new CliError(`${name} is not a text file; export the customers as CSV, JSON or .xlsx.`);
  }
  const guesses = found.guesses.map((guess) => `--encoding ${guess}`).join(', ');
  throw usageError(
    `The encoding of ${name} is not certain, and a wrong one would change names. Set it with --encoding; the most probable are ${guesses}. Or save the file as UTF-8.`,
  );
}

/** @throws CliError if the file cannot be in this encoding. */
function check(name: string, scan: ByteScan, encoding: string): { encoding: string; bom: boolean } {
  const marked = findMark(scan.head);
  const given = encoding === 'utf-16' ? (marked ?? 'utf-16le') : encoding;
  if (marked !== undefined && marked !== given) {
    throw usageError(
      `${name} begins with the byte order mark of ${marked}, so it is not ${encoding}; leave out --encoding.`,
    );
  }
  const isOther = scan.isUtf8 && !scan.isAscii && given !== 'utf-8' && !given.startsWith('utf-16');
  if (isOther) {
    throw usageError(`${name} is UTF-8, and ${encoding} would change its names; leave out --encoding.`);
  }
  return { encoding: given, bom: marked !== undefined };
}

function describe(name: string, encoding: string, given: string | undefined): string[] {
  if (encoding === 'utf-8' || given !== undefined) return [];
  return [`${name} is read as ${encoding}. If that is wrong, set --encoding.`];
}

function describeDamage(name: string, { hasReplacements, isDoubleEncoded }: ByteScan): string[] {
  const damage: string[] = [];
  if (hasReplacements) {
    damage.push(
      `${name} contains the character U+FFFD, so the program that wrote it has lost letters; export the file again as UTF-8.`,
    );
  }
  if (isDoubleEncoded) {
    damage.push(
      `${name} contains letters such as Ã followed by a symbol, so its text was probably converted to UTF-8 twice; export the file again as UTF-8.`,
    );
  }
  return damage;
}

async function* decode(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer, void, void> {
  const decoder = iconv.getDecoder(encoding as 'utf-8');
  let half = '';
  for await (const chunk of chunks) {
    const text = half + decoder.write(chunk);
    // A chunk can end between the two halves of a surrogate pair.
    half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    if (text !== half) yield Buffer.from(text.slice(0, text.length - half.length));
  }
  const rest = half + (decoder.end() ?? '');
  if (rest !== '') yield Buffer.from(rest);
}
