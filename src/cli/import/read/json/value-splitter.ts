import { END_MARK } from '../file-marks.ts';
import { LONGEST_RECORD } from '../table.ts';

/** One value of a JSON file: an element of its list, or one of several values after each other. */
export interface JsonRecord {
  /** The line on which the value begins. */
  readonly line: number;
  /** The position after the value, in bytes. */
  readonly end: number;
  /** The text of the value; its beginning if `isTooLong`. */
  readonly text: string;
  readonly isTooLong: boolean;
}

/** The error for a file whose values cannot be separated. */
export class UnreadableJson extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(problem);
    this.name = 'UnreadableJson';
    this.line = line;
  }
}

const [LINE_FEED, CARRIAGE_RETURN, SPACE, TAB, QUOTE, COMMA] = [0x0a, 0x0d, 0x20, 0x09, 0x22, 0x2c];
const [BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
const SHOWN_BYTES = 200;
/** The API accepts far fewer levels. */
const DEEPEST = 10_000;

/**
 * Splits a UTF-8 file of JSON into the values of its list, or into values after each other. The caller passes the file in
 * chunks of any size. The splitter buffers at most one chunk and one value of LONGEST_RECORD bytes.
 */
export class ValueSplitter {
  #state: 'before' | 'between' | 'text' | 'scalar' | 'after' = 'before';
  #isList = false;
  /** The brackets that must close the current value, the last one first. */
  #brackets: number[] = [];
  #isInString = false;
  #isEscaped = false;
  #line = 1;
  #wasCarriageReturn = false;
  #position = 0;
  #valueLine = 1;
  /** The parts of the current value from earlier chunks. */
  #parts: Buffer[] = [];
  #length = 0;
  readonly #skipped: number;

  /** @param skipped the number of bytes before the list of a file that contains more than the list; 0 for other files. */
  constructor(skipped = 0) {
    this.#skipped = skipped;
  }

  /** @returns the values that end in this chunk. @throws UnreadableJson */
  push(chunk: Buffer): JsonRecord[] {
    const values: JsonRecord[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      this.#countLine(byte);
      if (this.#position + at < this.#skipped) continue;
      if (this.#state === 'text') {
        if (this.#isValueEnd(byte)) values.push(this.#endValue(chunk, start, at + 1));
        continue;
      }
      if (this.#state === 'scalar') {
        if (!isSeparator(byte)) continue;
        values.push(this.#endValue(chunk, start, at));
      }
      if (this.#beginValue(byte)) start = at;
    }
    if (this.#state === 'text' || this.#state === 'scalar') this.#keep(chunk.subarray(start));
    this.#position += chunk.length;
    return values;
  }

  /** @returns the value that ends with the file. @throws UnreadableJson if a value or the list is not closed. */
  end(): JsonRecord[] {
    if (this.#state === 'text') throw this.#notClosed();
    const values = this.#state === 'scalar' ? [this.#endValue(Buffer.alloc(0), 0, 0)] : [];
    if (this.#isList && this.#state !== 'after') {
      throw new UnreadableJson(
        this.#line,
        'the file ends before the end of its list, so it is cut off. Export or copy it again.',
      );
    }
    return values;
  }

  #countLine(byte: number): void {
    if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && !this.#wasCarriageReturn)) this.#line += 1;
    this.#wasCarriageReturn = byte === CARRIAGE_RETURN;
  }

  /** @returns whether a value begins with this byte. */
  #beginValue(byte: number): boolean {
    if (isSpace(byte) || byte === END_MARK || this.#isMark(byte)) return false;
    if (this.#state === 'after') return this.#refuseMore();
    if (this.#state === 'before' && byte === OPEN_LIST) {
      this.#isList = true;
      this.#state = 'between';
      return false;
    }
    if (byte === COMMA && this.#state !== 'before') return false;
    if (byte === CLOSE_LIST && this.#isList) {
      this.#state = 'after';
      return false;
    }
    const isNested = byte === OPEN_OBJECT || byte === OPEN_LIST;
    this.#state = isNested || byte === QUOTE ? 'text' : 'scalar';
    this.#brackets = isNested ? [closing(byte)] : [];
    this.#isInString = byte === QUOTE;
    this.#valueLine = this.#line;
    return true;
  }

  /** The bytes of a byte order mark. */
  #isMark(byte: number): boolean {
    return this.#state === 'before' && byte >= 0x80;
  }

  /** More may follow the list of an object that contains it. */
  #refuseMore(): false {
    if (this.#skipped > 0) return false;
    throw new UnreadableJson(this.#line, 'text follows the end of the list; remove it, or write one list.');
  }

  #isValueEnd(byte: number): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isInString = false;
      return !this.#isInString && this.#brackets.length === 0;
    }
    if (byte === QUOTE) this.#isInString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#open(byte);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (this.#brackets.pop() !== byte) throw this.#notClosed();
      return this.#brackets.length === 0;
    }
    return false;
  }

  #open(byte: number): void {
    this.#brackets.push(closing(byte));
    if (this.#brackets.length > DEEPEST) {
      throw new UnreadableJson(
        this.#valueLine,
        `the value that begins here has more than ${DEEPEST} levels.`,
      );
    }
  }

  #notClosed(): UnreadableJson {
    return new UnreadableJson(
      this.#valueLine,
      'the value that begins here is not closed, so the import cannot read it and what follows. Close it, or export the file again if it is cut off.',
    );
  }

  #endValue(chunk: Buffer, start: number, end: number): JsonRecord {
    this.#keep(chunk.subarray(start, end));
    const isTooLong = this.#length > LONGEST_RECORD;
    const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    const text = isTooLong
      ? bytes.toString('utf8', 0, SHOWN_BYTES).replaceAll('\uFFFD', '')
      : bytes.toString();
    this.#parts = [];
    this.#length = 0;
    this.#state = 'between';
    return { line: this.#valueLine, end: this.#position + end, text, isTooLong };
  }

  /** Keeps only the beginning of a value that is too long. */
  #keep(part: Buffer): void {
    if (this.#length <= LONGEST_RECORD) this.#parts.push(part);
    this.#length += part.length;
  }
}

function closing(bracket: number): number {
  return bracket === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_LIST;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/** Whether the byte ends a number or a word. */
function isSeparator(byte: number): boolean {
  return isSpace(byte) || byte === COMMA || byte === CLOSE_LIST || byte === OPEN_OBJECT;
}
