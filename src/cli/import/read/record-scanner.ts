import { ByteFinder } from './byte-finder.ts';
import { LONGEST_SCAN } from './table.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const SPACE = 0x20;
const TAB = 0x09;

/** The number of spaces that may be between a quote and a delimiter. */
export const MOST_SPACES = 64;

/** The position of a record in a buffer. */
export interface RecordSpan {
  /** The position after the last byte of the record, without the line end. */
  readonly end: number;
  /** The position of the next record. */
  readonly next: number;
  /** The number of lines in the record. */
  readonly lines: number;
  readonly hasQuotedCells: boolean;
  /** Whether a quoted cell has no valid end. The record then ends with the line on which that cell begins. */
  readonly isBroken: boolean;
}

/** The scanner needs more bytes to find the end of the record. */
export const MORE = -1;
/** The quoted cell has no valid end. */
const BROKEN = -2;

/** Finds the ends of records in one buffer. A record ends with CR LF, LF or CR outside of a quoted cell. */
export class RecordScanner {
  readonly #bytes: Buffer;
  readonly #delimiter: Buffer | undefined;
  readonly #isFinal: boolean;
  readonly #lineFeeds: ByteFinder;
  readonly #carriageReturns: ByteFinder;
  readonly #quotes: ByteFinder;

  /**
   * @param delimiter the field separator; undefined for a format without quoted cells.
   * @param isFinal whether the buffer contains the end of the file.
   */
  constructor(bytes: Buffer, { delimiter, isFinal }: { delimiter: Buffer | undefined; isFinal: boolean }) {
    this.#bytes = bytes;
    this.#delimiter = delimiter;
    this.#isFinal = isFinal;
    this.#lineFeeds = new ByteFinder(bytes, LINE_FEED);
    this.#carriageReturns = new ByteFinder(bytes, CARRIAGE_RETURN);
    this.#quotes = new ByteFinder(bytes, QUOTE);
  }

  /** @returns undefined if the end of the record that begins at `start` is not in the buffer. */
  scan(start: number): RecordSpan | undefined {
    let from = start;
    let lines = 1;
    let hasQuotedCells = false;
    let isBroken = false;
    for (;;) {
      const end = this.lineEnd(from);
      const quote = this.#delimiter && !isBroken ? this.#quotes.next(from) : Number.POSITIVE_INFINITY;
      if (quote >= end) {
        const next = this.afterLineEnd(end);
        return next === MORE ? undefined : { end, next, lines, hasQuotedCells, isBroken };
      }
      from = quote + 1;
      if (!this.#isCellStart(quote, start)) continue;
      const close = this.#closingQuote(quote, start + LONGEST_SCAN);
      if (close === MORE) return undefined;
      isBroken = close === BROKEN;
      if (isBroken) continue;
      hasQuotedCells = true;
      lines += this.lineEndsBetween(quote, close);
      from = close + 1;
    }
  }

  /** @returns the position of the next line end; at the end of the file its length; else Infinity. */
  lineEnd(from: number): number {
    const found = Math.min(this.#lineFeeds.next(from), this.#carriageReturns.next(from));
    return found === Number.POSITIVE_INFINITY && this.#isFinal ? this.#bytes.length : found;
  }

  /** @returns the position after the line end; MORE if the buffer ends with a CR, which an LF may follow. */
  afterLineEnd(end: number): number {
    const { length } = this.#bytes;
    if (end >= length) return this.#isFinal ? length : MORE;
    if (this.#bytes[end] === LINE_FEED) return end + 1;
    if (end + 1 === length && !this.#isFinal) return MORE;
    return this.#bytes[end + 1] === LINE_FEED ? end + 2 : end + 1;
  }

  /** A quote opens a cell at the start of the record or after a delimiter, also if spaces are in between. */
  #isCellStart(at: number, recordStart: number): boolean {
    const first = Math.max(recordStart, at - MOST_SPACES);
    let before = at;
    while (before > first && this.#isSpace(before - 1)) before -= 1;
    if (before === recordStart) return true;
    const { length = 0 } = this.#delimiter ?? {};
    return before - length >= recordStart && this.#isDelimiter(before - length);
  }

  /**
   * A quote closes its cell if a delimiter, a line end or the end of the file follows, also after spaces. Two quotes are
   * one quote of the text.
   */
  #closingQuote(open: number, last: number): number {
    const bytes = this.#bytes;
    for (let from = open + 1; ; ) {
      const quote = this.#quotes.next(from);
      if (quote > last) return quote === Number.POSITIVE_INFINITY ? this.#missingQuote(last) : BROKEN;
      if (bytes[quote + 1] !== QUOTE) {
        const after = this.#afterSpaces(quote + 1);
        if (after === bytes.length) return this.#isFinal ? quote : MORE;
        const byte = bytes[after];
        if (byte === LINE_FEED || byte === CARRIAGE_RETURN || this.#isDelimiter(after)) return quote;
        return this.#isDelimiterIncomplete(after) ? MORE : BROKEN;
      }
      from = quote + 2;
    }
  }

  #afterSpaces(from: number): number {
    const last = Math.min(this.#bytes.length, from + MOST_SPACES);
    let after = from;
    while (after < last && this.#isSpace(after)) after += 1;
    return after;
  }

  /** A delimiter is not a space. */
  #isSpace(at: number): boolean {
    const byte = this.#bytes[at];
    return (byte === SPACE || byte === TAB) && byte !== this.#delimiter?.[0];
  }

  #missingQuote(last: number): number {
    return this.#isFinal || this.#bytes.length > last + MOST_SPACES ? BROKEN : MORE;
  }

  #isDelimiter(at: number): boolean {
    const delimiter = this.#delimiter as Buffer;
    if (delimiter.length === 1) return this.#bytes[at] === delimiter[0];
    return delimiter.every((byte, index) => this.#bytes[at + index] === byte);
  }

  /** Returns whether the buffer ends within a possible delimiter of several bytes. */
  #isDelimiterIncomplete(at: number): boolean {
    const seen = this.#bytes.subarray(at);
    const delimiter = this.#delimiter as Buffer;
    return (
      !this.#isFinal && seen.length < delimiter.length && seen.equals(delimiter.subarray(0, seen.length))
    );
  }

  /** Counts the line ends from `from` to before `to`. */
  lineEndsBetween(from: number, to: number): number {
    let count = 0;
    for (let end = this.lineEnd(from); end < to; end = this.lineEnd(this.afterLineEnd(end))) count += 1;
    return count;
  }
}
