import { isAscii, isUtf8 } from 'node:buffer';
import { BYTE_ORDER_MARK, isMarkIncomplete, markLength, withoutEndMark } from './file-marks.ts';
import { MORE, MOST_SPACES, RecordScanner, type RecordSpan } from './record-scanner.ts';
import { LONGEST_RECORD, LONGEST_SCAN } from './table.ts';

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
  /** Whether the record is longer than LONGEST_RECORD. Its text then contains only its beginning. */
  readonly isTooLong: boolean;
}

/** A record that is longer than LONGEST_SCAN, before its end is known. */
interface LongRecord {
  readonly record: SplitRecord;
  readonly lines: number;
}

/** The number of bytes of a record that is too long that its text contains. */
const SHOWN_BYTES = 200;

/** The error for a line that is not readable text. */
export class UnreadableLine extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(problem);
    this.name = 'UnreadableLine';
    this.line = line;
  }
}

/**
 * Splits a UTF-8 file into records. The caller passes the file in chunks of any size; the result does not depend on
 * their boundaries. The splitter buffers at most one chunk and one record of LONGEST_SCAN bytes.
 */
export class RecordSplitter {
  readonly #delimiter: Buffer | undefined;
  /** The bytes after the last complete record. */
  #rest: Buffer = Buffer.alloc(0);
  /** The position of `#rest` in the file. */
  #position = 0;
  #line = 1;
  /** A record that is too long, while the splitter searches its end. */
  #long: LongRecord | undefined;
  readonly #countsRecords: boolean;

  /**
   * @param delimiter the field separator; undefined for a format without quoted cells.
   * @param options.countsRecords whether a record counts as one line, as a row of a sheet does.
   */
  constructor(delimiter?: string, { countsRecords = false }: { countsRecords?: boolean } = {}) {
    this.#countsRecords = countsRecords;
    this.#delimiter = delimiter === undefined ? undefined : Buffer.from(delimiter);
  }

  /** @returns the records that end in this chunk. @throws UnreadableLine */
  push(chunk: Buffer): SplitRecord[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    return this.#split(bytes, false);
  }

  /** @returns the records that end at the end of the file. @throws UnreadableLine */
  end(): SplitRecord[] {
    return this.#split(withoutEndMark(this.#rest), true);
  }

  #split(bytes: Buffer, isFinal: boolean): SplitRecord[] {
    this.#rest = bytes;
    const scanner = new RecordScanner(bytes, { delimiter: this.#delimiter, isFinal });
    const textOf = textReader(bytes, isFinal);
    const position = this.#position;
    const records: SplitRecord[] = [];
    let start = 0;
    while (start < bytes.length) {
      if (this.#long) {
        const lineEnd = Math.min(scanner.lineEnd(start), bytes.length);
        const next = scanner.afterLineEnd(lineEnd);
        start = next === MORE ? lineEnd : next;
        if (next === MORE) break;
        records.push(this.#endLong(position + next));
        continue;
      }
      if (bytes[start] === BYTE_ORDER_MARK[0]) {
        if (isMarkIncomplete(bytes, start) && !isFinal) break;
        start += markLength(bytes, start);
      }
      const span = scanner.scan(start);
      if (isBeyondScan(span, bytes.length - start, start)) {
        this.#beginLong(bytes, { scanner, start, position });
        start += LONGEST_SCAN;
        continue;
      }
      if (!span) break;
      const { end, next, lines, hasQuotedCells, isBroken } = span;
      const isTooLong = end - start > LONGEST_RECORD;
      const text = isTooLong ? beginningOf(bytes, start) : textOf(start, end);
      if (text === undefined) {
        const line = this.#line + linesBeforeInvalid(bytes, scanner, { start, end });
        throw new UnreadableLine(
          line,
          'the text is not UTF-8. Save the file as UTF-8, or name its encoding with --encoding.',
        );
      }
      const location = { line: this.#line, start: position + start, end: position + next };
      records.push({ ...location, text, hasQuotedCells, isBroken, isTooLong });
      this.#line += this.#countsRecords ? 1 : lines;
      start = next;
    }
    if (this.#long && isFinal) records.push(this.#endLong(position + start));
    this.#rest = bytes.subarray(start);
    this.#position = position + start;
    return records;
  }

  /** A record that is longer than LONGEST_SCAN ends at the first line end after that number of bytes. */
  #beginLong(
    bytes: Buffer,
    { scanner, start, position }: { scanner: RecordScanner; start: number; position: number },
  ): void {
    const record = {
      line: this.#line,
      start: position + start,
      end: 0,
      text: beginningOf(bytes, start),
      hasQuotedCells: false,
      isBroken: false,
      isTooLong: true,
    };
    const lines = this.#countsRecords ? 1 : 1 + scanner.lineEndsBetween(start, start + LONGEST_SCAN);
    this.#long = { record, lines };
  }

  #endLong(end: number): SplitRecord {
    const { record, lines } = this.#long as LongRecord;
    this.#long = undefined;
    this.#line += lines;
    return { ...record, end };
  }
}

/** The longest delimiter has 4 bytes, and the scanner may need 4 more bytes and spaces to find the end of a cell. */
const LOOK_AHEAD = 8 + MOST_SPACES;

/** The result does not depend on chunk boundaries. @param available the bytes of the record in the buffer. */
function isBeyondScan(span: RecordSpan | undefined, available: number, start: number): boolean {
  return span ? span.end - start > LONGEST_SCAN : available > LONGEST_SCAN + LOOK_AHEAD;
}

/** Returns the first characters of a record that is too long. */
function beginningOf(bytes: Buffer, start: number): string {
  return bytes.toString('utf8', start, start + SHOWN_BYTES).replaceAll('\uFFFD', '');
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
