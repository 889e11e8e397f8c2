import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { importOptional } from '../../../../platform/optional-packages.ts';
import type { ByteScan } from './scan-bytes.ts';

/** The encoding of a file, or the reason why it is unknown. */
export type FoundEncoding =
  | { readonly encoding: string; readonly bom: boolean }
  | { readonly problem: 'binary' | 'uncertain'; readonly guesses: readonly string[] };

const MARKS: readonly (readonly [encoding: string, mark: Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** The names that the detector gives to the encodings that the import can find, and our names. */
const NAMES: Readonly<Record<string, string>> = { 'Windows-1252': 'windows-1252', MacRoman: 'macintosh' };

/** The encodings of spreadsheets and databases that a guess must exclude. */
const OTHERS = [
  ...['ISO-8859-15', 'Windows-1250', 'Windows-1251', 'Windows-1253', 'Windows-1254', 'Windows-1255'],
  ...['Windows-1256', 'Windows-1257', 'CP437', 'CP850', 'MacLatin2', 'MacCyrillic', 'KOI8-R'],
  ...['SHIFT_JIS', 'EUC-JP', 'Big5', 'GB18030', 'EUC-KR'],
];

/** A guess is certain if it is at least this many times as probable as a guess that gives another text. */
const CERTAIN = 1.05;

/** Finds the encoding of a file. It reads a byte order mark first, and guesses only if the file is not UTF-8. */
export async function findEncoding(scan: ByteScan): Promise<FoundEncoding> {
  const marked = findMark(scan.head);
  if (marked) return { encoding: marked, bom: true };
  const wide = findUtf16(scan.head);
  if (wide) return { encoding: wide, bom: false };
  if (isBinary(scan.head)) return { problem: 'binary', guesses: [] };
  if (scan.isUtf8 || mixesUtf8(scan.lines)) return { encoding: 'utf-8', bom: false };
  return guess(Buffer.concat(scan.lines.flatMap((line) => [line, Buffer.from('\n')])));
}

/**
 * Returns whether some lines are UTF-8 and others are not. Almost no line of another encoding is valid UTF-8. As any
 * encoding would change some of the names, the splitter refuses the first line that is not UTF-8.
 */
function mixesUtf8(lines: readonly Buffer[]): boolean {
  return lines.filter((line) => isUtf8(line)).length > lines.length * 0.05;
}

/** Returns the encoding of the byte order mark with which a file begins. */
export function findMark(head: Buffer): string | undefined {
  return MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))?.[0];
}

/** Finds UTF-16 without a byte order mark: the high bytes of its delimiters and letters are zero. */
function findUtf16(head: Buffer): string | undefined {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at += 1)
    if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < head.length * 0.2 || Math.min(even, odd) * 9 > Math.max(even, odd))
    return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

const MOST_CONTROLS = 8;

/** A text has few control characters except for line ends and tabs. */
function isBinary(head: Buffer): boolean {
  let controls = 0;
  for (const byte of head) if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) controls += 1;
  return (
    controls > Math.max(MOST_CONTROLS, head.length * 0.02) || head.subarray(0, 5).equals(Buffer.from('%PDF-'))
  );
}

async function guess(sample: Buffer): Promise<FoundEncoding> {
  const { detectAll } = await importOptional('detectedEncoding', () => import('jschardet'));
  const detectEncodings = [...Object.keys(NAMES), ...OTHERS];
  const candidates = detectAll(sample, { detectEncodings, minimumThreshold: 0 })
    .map(({ encoding, confidence }) => ({ encoding: nameOf(encoding ?? ''), confidence }))
    .filter(({ encoding }) => iconv.encodingExists(encoding));
  const textOf = (encoding: string) => iconv.decode(sample, encoding as 'utf-8');
  const [best] = candidates;
  const text = textOf(best?.encoding ?? 'utf-8');
  // Encodings that differ only in other letters give the same text.
  const encoding = Object.values(NAMES).find((name) => textOf(name) === text);
  const rival = candidates.find((other) => {
    const otherText = textOf(other.encoding);
    return otherText !== text && isPlausible(otherText);
  });
  const isCertain = (best?.confidence ?? 0) >= (rival?.confidence ?? 0) * CERTAIN && isPlausible(text);
  if (encoding !== undefined && isCertain) return { encoding, bom: false };
  return { problem: 'uncertain', guesses: candidates.slice(0, 3).map((candidate) => candidate.encoding) };
}

function nameOf(encoding: string): string {
  return NAMES[encoding] ?? encoding.toLowerCase();
}

/** Letters, and marks that people type: quotes, dashes and the like. */
const USUAL = /[’‘“”–—…€°§«»·²³¡¿´]|(?![\p{ASCII}ªº])\p{L}/gu;
/** A capital letter after a letter and before or after a small one, and a small letter or a space that no name has there. */
const UNUSUAL =
  /(?<=\p{Ll})(?!\p{ASCII})\p{Lu}|(?<=\p{L})(?!\p{ASCII})\p{Lu}(?=\p{Ll})|(?<![\p{L}\p{M}’'-])(?!\p{ASCII})\p{Ll}(?=\p{L})/gu;

/**
 * Returns whether a text outside of ASCII has mostly letters where names have them, and no undefined character. In a wrong
 * encoding, small letters become capitals or marks: `ë` of Windows-1252 is `Î` in MacRoman.
 */
function isPlausible(text: string): boolean {
  if (/[\uFFFD\u0080-\u009f]|\p{L}\u00a0\p{L}/u.test(text)) return false;
  const [outside, usual, unusual] = [/[^\p{ASCII}\u00a0]/gu, USUAL, UNUSUAL].map(
    (pattern) => text.match(pattern)?.length ?? 0,
  ) as [number, number, number];
  return usual - unusual >= outside * 0.8;
}
