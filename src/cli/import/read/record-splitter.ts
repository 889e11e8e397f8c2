import { isAscii, isUtf8 } from 'node:buffer';
import { RecordScanner, type RecordSpan } from './record-scanner.ts';
import { LONGEST_RECORD } from './table.ts';

/** One record of a file, not yet split into cells. */
export interface SplitRecord {
  /** The line on which the record begins; the first line is 1. */
  readonly line: number;
  /** The position of the first byte of the record in the file. */
  readonly start: number;
  /** The position after the line end of the record in the file. */
  readonly end: number;
  /** The record without its line end. */
  readonly text: string;
  readonly hasQuotedCells: boolean;
  /** Whether a quoted cell has no valid end. The record then ends with the line on which that cell begins. */
  readonly isBroken: boolean;
}

/** The error for a line that is not readable text. */
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
 * Splits a UTF-8 file into records. The caller passes the file in chunks of any size; the result does not depend on
 * their boundaries. The splitter buffers at most one chunk and one record of LONGEST_RECORD bytes.
 */
export class RecordSplitter {
  readonly #delimiter: Buffer | undefined;
  /** The bytes after the last complete record. */
  #rest: Buffer = Buffer.alloc(0);
  /** The position of `#rest` in the file. */
  #position = 0;
  #line = 1;

  /** @param delimiter the field separator; undefined for a format without quoted cells. */
  constructor(delimiter?: string) {
    this.#delimiter = delimiter === undefined ? undefined : Buffer.from(delimiter);
  }

  /** @returns the records that end in this chunk. @throws UnreadableLine */
  push(chunk: Buffer): SplitRecord[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    return this.#split(bytes, false);
  }

  /** @returns the records that end at the end of the file. @throws UnreadableLine */
  end(): SplitRecord[] {
    return this.#split(this.#rest, true);
  }

  #split(bytes: Buffer, isFinal: boolean): SplitRecord[] {
    this.#rest = bytes;
    const isMarkIncomplete = this.#position === 0 && bytes.length < BYTE_ORDER_MARK.length && !isFinal;
    if (isMarkIncomplete) return [];
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
        const line = this.#line + linesBeforeInvalid(bytes, scanner, { start, end });
        throw new UnreadableLine(line, 'the text is not UTF-8. Save the file as UTF-8 and try again.');
      }
      const location = { line: this.#line, start: position + start, end: position + next };
      records.push({ ...location, text, hasQuotedCells, isBroken });
      this.#line += lines;
      start = next;
    }
    this.#rest = bytes.subarray(start);
    this.#position = position + start;
    return records;
  }
}

/** The longest delimiter has 4 bytes, and the scanner may need 4 more bytes to find the end of a cell. */
const LOOK_AHEAD = 8;

/** The result does not depend on chunk boundaries. @param available the bytes of the record in the buffer. */
function isTooLong(span: RecordSpan | undefined, available: number, start: number): boolean {
  return span ? span.end - start > LONGEST_RECORD : available > LONGEST_RECORD + LOOK_AHEAD;
}

/** Creates a function that decodes records. It decodes all records at once if they are ASCII, as in most files. */
function textReader(bytes: Buffer, isFinal: boolean): (start: number, end: number) => string | undefined {
  if (isAscii(bytes)) {
    const text = bytes.toString('latin1');
    return (start, end) => text.slice(start, end);
  }
  // The last character may be incomplete, but a character before a line end is complete.
  const complete = isFinal ? bytes.length : Math.max(bytes.lastIndexOf('\n'), bytes.lastIndexOf('\r')) + 1;
  const isValid = isUtf8(bytes.subarray(0, complete));
  return (start, end) =>
    isValid || isUtf8(bytes.subarray(start, end)) ? bytes.toString('utf8', start, end) : undefined;
}

/** Counts the lines of a record before the first line that is not valid UTF-8. */
function linesBeforeInvalid(
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
