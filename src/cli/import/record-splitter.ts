import { isAscii, isUtf8 } from 'node:buffer';
import { RecordScanner, type RecordSpan } from './record-scanner.ts';
import { LONGEST_RECORD } from './table.ts';

/** One record of a file, not yet split into cells. */
export interface SplitRecord {
  /** The line it begins on; the first one is 1. */
  readonly line: number;
  /** The position of its first byte in the file. */
  readonly start: number;
  /** The position after its line end in the file. */
  readonly end: number;
  /** The record without its line end. */
  readonly text: string;
  readonly hasQuotedCells: boolean;
  /** A quoted cell has no valid end; the record then ends with the line on which that cell begins. */
  readonly isBroken: boolean;
}

/** A reason why a file cannot be read from this line on. */
export class UnreadableLine extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(problem);
    this.name = 'UnreadableLine';
    this.line = line;
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Splits a UTF-8 file into records. The file comes in chunks of any size, and the result does not depend on where they
 * end. The splitter holds at most one chunk and one record of LONGEST_RECORD bytes.
 */
export class RecordSplitter {
  readonly #delimiter: Buffer | undefined;
  /** What no record has been found in yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** The position of the rest in the file. */
  #position = 0;
  #line = 1;

  /** @param delimiter what separates cells; undefined for a format without quoted cells. */
  constructor(delimiter?: string) {
    this.#delimiter = delimiter === undefined ? undefined : Buffer.from(delimiter);
  }

  /** @returns the records that end in this chunk. @throws UnreadableLine */
  push(chunk: Buffer): SplitRecord[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    return this.#split(bytes, false);
  }

  /** @returns the records that the end of the file completes. @throws UnreadableLine */
  end(): SplitRecord[] {
    return this.#split(this.#rest, true);
  }

  #split(bytes: Buffer, isFinal: boolean): SplitRecord[] {
    this.#rest = bytes;
    const isMarkCut = this.#position === 0 && bytes.length < BYTE_ORDER_MARK.length && !isFinal;
    if (isMarkCut) return [];
    const scanner = new RecordScanner(bytes, { delimiter: this.#delimiter, isFinal });
    const textOf = textReader(bytes, isFinal);
    const position = this.#position;
    const records: SplitRecord[] = [];
    let start = position === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    while (start < bytes.length) {
      const span = scanner.scan(start);
      if (isTooLong(span, bytes.length - start, start)) {
        throw new UnreadableLine(this.#line, 'this line is longer than 2 MiB; is it a text file?');
      }
      if (!span) break;
      const { end, next, lines, hasQuotedCells, isBroken } = span;
      const text = textOf(start, end);
      if (text === undefined) {
        const line = this.#line + linesBeforeFault(bytes, scanner, { start, end });
        throw new UnreadableLine(line, 'this is not UTF-8. Save the file as UTF-8 and try again.');
      }
      const place = { line: this.#line, start: position + start, end: position + next };
      records.push({ ...place, text, hasQuotedCells, isBroken });
      this.#line += lines;
      start = next;
    }
    this.#rest = bytes.subarray(start);
    this.#position = position + start;
    return records;
  }
}

/** The longest delimiter has 4 bytes, and as many may be missing to tell whether a cell ends. */
const LOOK_AHEAD = 8;

/** The answer is the same wherever the chunks end. @param available the bytes of the record in the buffer. */
function isTooLong(span: RecordSpan | undefined, available: number, start: number): boolean {
  return span ? span.end - start > LONGEST_RECORD : available > LONGEST_RECORD + LOOK_AHEAD;
}

/** Reads the text of records. It decodes ASCII, which most files are, for all records at once. */
function textReader(bytes: Buffer, isFinal: boolean): (start: number, end: number) => string | undefined {
  if (isAscii(bytes)) {
    const text = bytes.toString('latin1');
    return (start, end) => text.slice(start, end);
  }
  // The last character may be cut, but not before a line end.
  const cut = isFinal ? bytes.length : Math.max(bytes.lastIndexOf('\n'), bytes.lastIndexOf('\r')) + 1;
  const isValid = isUtf8(bytes.subarray(0, cut));
  return (start, end) =>
    isValid || isUtf8(bytes.subarray(start, end)) ? bytes.toString('utf8', start, end) : undefined;
}

/** How many lines of a record are valid UTF-8 before the first that is not. */
function linesBeforeFault(
  bytes: Buffer,
  scanner: RecordScanner,
  { start, end }: { start: number; end: number },
) {
  let lines = 0;
  for (let from = start; from < end; lines += 1) {
    const lineEnd = Math.min(scanner.lineEnd(from), end);
    if (!isUtf8(bytes.subarray(from, lineEnd))) break;
    from = scanner.afterLineEnd(lineEnd);
  }
  return lines;
}
