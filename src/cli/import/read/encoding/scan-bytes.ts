import { isAscii, isUtf8 } from 'node:buffer';

/** What the bytes of a whole file say about its encoding. */
export interface ByteScan {
  /** In bytes. */
  readonly size: number;
  /** The beginning of the file, at most 64 KiB. */
  readonly head: Buffer;
  readonly isAscii: boolean;
  readonly isUtf8: boolean;
  /** Lines with characters outside of ASCII, at most 64 KiB. */
  readonly lines: readonly Buffer[];
  /** Whether the file contains U+FFFD, with which a program replaced a character that it could not read. */
  readonly hasReplacements: boolean;
  /** Whether the file seems to contain UTF-8 that was read as Windows-1252 and saved as UTF-8 again. */
  readonly isDoubleEncoded: boolean;
}

const SAMPLE_BYTES = 64 * 1024;
const REPLACEMENT = Buffer.from('\uFFFD');
/** `Ã` and a character of Windows-1252 above 0x7f, such as `Ã¸` for `ø`. */
const DOUBLE_ENCODED = Buffer.from([0xc3, 0x83, 0xc2]);
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Reads a file once, at the speed of native searches, and stores only samples of it. */
export async function scanBytes(chunks: AsyncIterable<Buffer>): Promise<ByteScan> {
  const scan = { size: 0, isAscii: true, isUtf8: true, hasReplacements: false, isDoubleEncoded: false };
  const head: Buffer[] = [];
  const lines: Buffer[] = [];
  let sampled = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (scan.size < SAMPLE_BYTES) head.push(chunk.subarray(0, SAMPLE_BYTES - scan.size));
    scan.size += chunk.length;
    if (rest.length === 0 && isAscii(chunk)) continue;
    scan.isAscii = false;
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const complete = completeLength(bytes);
    scan.isUtf8 &&= isUtf8(bytes.subarray(0, complete));
    rest = Buffer.from(bytes.subarray(complete));
    scan.hasReplacements ||= bytes.includes(REPLACEMENT);
    scan.isDoubleEncoded ||= bytes.includes(DOUBLE_ENCODED);
    for (const line of sampled < SAMPLE_BYTES ? linesOutsideAscii(bytes) : []) {
      if (sampled >= SAMPLE_BYTES) break;
      const kept = Buffer.from(line.subarray(0, SAMPLE_BYTES - sampled));
      lines.push(kept);
      sampled += kept.length;
    }
  }
  scan.isUtf8 &&= rest.length === 0;
  return { ...scan, head: Buffer.concat(head), lines };
}

/** Returns the length without a UTF-8 character that the buffer ends within. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function* linesOutsideAscii(bytes: Buffer): Generator<Buffer, void, void> {
  for (let start = 0; start < bytes.length; ) {
    const end = lineEnd(bytes, start);
    const line = bytes.subarray(start, end);
    if (!isAscii(line)) yield line;
    start = end + 1;
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === LINE_FEED || bytes[at] === CARRIAGE_RETURN) return at;
  }
  return bytes.length;
}
