import { countOf } from '../../../count-of.ts';
import { cleanCell } from '../clean-cell.ts';
import type { SplitRecord } from '../record-splitter.ts';
import { splitLeniently, unescapeDelimiters } from '../split-leniently.ts';
import type { Columns, Row } from '../table.ts';
import { cleanCells } from './split-records.ts';

export const BROKEN_QUOTE =
  'has a quoted cell without a closing quote before a delimiter or a line end; add that quote, and double each quote inside the cell';
const TOO_LONG =
  'is longer than 2 MiB; shorten its cells. The file of rejected rows contains only its beginning';
const NUL = 'contains the character U+0000; remove it';
const LONE_QUOTE =
  'may be the rest of a quoted cell that begins on a line before it; check the quotes of both lines';
const REPEATED = 'repeats the header; remove this line';

/** Parses the records of one CSV file into rows. */
export class RowParser {
  readonly #columns: Columns;
  readonly #header: readonly string[];
  readonly #delimiter: string;
  #hasShortRows = false;
  /** Whether the record can be the rest of a broken quoted cell that begins on a line before it. */
  #isAfterBroken = false;

  /** @param header the cells of the header. */
  constructor(columns: Columns, { header, delimiter }: { header: readonly string[]; delimiter: string }) {
    this.#columns = columns;
    this.#header = header;
    this.#delimiter = delimiter;
  }

  /** @returns undefined for a blank row. */
  parse(record: SplitRecord): Row | undefined {
    const { line, end, text, isBroken, isTooLong } = record;
    if (isTooLong) return { line, end, text: `"${text.replaceAll('"', '""')}"`, error: TOO_LONG };
    const cells = isBroken ? this.#parseLeniently(text) : cleanCells(record, this.#delimiter);
    if (cells?.[0] === '' && cells.every((cell) => cell === '')) return undefined;
    const error = this.#errorOf(record, cells);
    const isRest = this.#isAfterBroken && error !== undefined && error !== LONE_QUOTE;
    this.#isAfterBroken = error === BROKEN_QUOTE || isRest;
    return error !== undefined || !cells
      ? { line, end, text, error: error ?? BROKEN_QUOTE }
      : this.#rowOf(record, cells);
  }

  #rowOf({ line, end, text, hasQuotedCells }: SplitRecord, cells: string[]): Row {
    const columns = this.#columns;
    if (hasQuotedCells && text.includes('\\')) {
      for (const [index, cell] of cells.entries()) cells[index] = unescapeDelimiters(cell, this.#delimiter);
    }
    if (cells.length < columns.length) {
      this.#hasShortRows = true;
      while (cells.length < columns.length) cells.push('');
    } else if (cells.length > columns.length) cells.length = columns.length;
    return { line, end, text, columns, cells };
  }

  #errorOf(record: SplitRecord, cells: string[] | undefined): string | undefined {
    const width = this.#columns.length;
    if (record.text.includes('\0')) return NUL;
    if (!cells) return BROKEN_QUOTE;
    if (cells.length > width && cells.slice(width).some((cell) => cell !== '')) {
      const other = this.#parseLeniently(record.text);
      if (!other) return wrongWidth(cells.length, width);
      cells.splice(0, cells.length, ...other);
      return undefined;
    }
    if (this.#isAfterBroken || cells.length < width) {
      const hasRest = !record.isBroken && hasLoneQuote(record, this.#delimiter);
      if (cells.length < width && (hasRest || this.#isAfterBroken)) return wrongWidth(cells.length, width);
      if (hasRest) return LONE_QUOTE;
    }
    if (cells.length < width && isCutOff(record) && !this.#hasShortRows) {
      return `is the last row and ends after ${cells.length} of ${countOf(width, 'cell')}, so the file may be cut off; complete the row`;
    }
    return isSame(cells, this.#header) ? REPEATED : undefined;
  }

  #parseLeniently(text: string): string[] | undefined {
    return splitLeniently(text, this.#delimiter, this.#columns.length)?.map(cleanCell);
  }
}

function wrongWidth(cells: number, width: number): string {
  return `has ${countOf(cells, 'cell')} where the header has ${width}; check for a missing quote`;
}

/** The last record of a file may have no line end. */
function isCutOff({ start, end, text }: SplitRecord): boolean {
  return end - start === Buffer.byteLength(text);
}

/** Returns whether a cell without quotes around it contains an odd number of quotes. */
function hasLoneQuote({ text, hasQuotedCells }: SplitRecord, delimiter: string): boolean {
  if (!text.includes('"')) return false;
  return hasQuotedCells ? false : text.split(delimiter).some((cell) => cell.split('"').length % 2 === 0);
}

function isSame(cells: readonly string[], header: readonly string[]): boolean {
  return (
    cells[0] === header[0] && cells.length === header.length && cells.every((cell, at) => cell === header[at])
  );
}
