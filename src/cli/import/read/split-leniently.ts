import { afterSpaces } from './split-cells.ts';

const QUOTE = '"';
const BACKSLASH = '\\';

/** One cell of a line, and the position of the delimiter or the line end after it. */
interface Found {
  readonly cell: string;
  readonly end: number;
}

type FindCell = (text: string, start: number, delimiter: string) => Found | undefined;

/**
 * Splits a line that is not valid CSV as its exporter means it: with backslashes before quotes and delimiters, as MySQL
 * writes it, or with quotes inside a quoted cell that are not doubled.
 *
 * @param width the number of cells that the line must have.
 * @returns undefined if the line cannot be read in exactly one of these ways.
 */
export function splitLeniently(text: string, delimiter: string, width: number): string[] | undefined {
  const ways = text.includes(BACKSLASH) ? [findEscaped, findUnescaped] : [findUnescaped];
  for (const findCell of ways) {
    const cells = splitWith(findCell, text, delimiter);
    if (cells && hasWidth(cells, width)) return cells;
  }
  return undefined;
}

/** Replaces a backslash before a delimiter in a quoted cell. No other exporter writes one there. */
export function unescapeDelimiters(cell: string, delimiter: string): string {
  return cell.includes(BACKSLASH) ? cell.replaceAll(BACKSLASH + delimiter, delimiter) : cell;
}

function hasWidth(cells: readonly string[], width: number): boolean {
  return cells.length >= width && cells.slice(width).every((cell) => cell.trim() === '');
}

function splitWith(findCell: FindCell, text: string, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  for (let start = 0; start <= text.length; ) {
    const found = findCell(text, start, delimiter);
    if (!found) return undefined;
    cells.push(found.cell);
    start = found.end + delimiter.length;
  }
  return cells;
}

/** Finds a cell in which a backslash precedes each quote and delimiter of the text. */
function findEscaped(text: string, start: number, delimiter: string): Found | undefined {
  const open = afterSpaces(text, start, delimiter);
  const isQuoted = text[open] === QUOTE;
  let cell = '';
  for (let at = isQuoted ? open + 1 : start; at < text.length; at += 1) {
    const [character, next] = [text[at], text[at + 1]];
    if (character === BACKSLASH && (next === QUOTE || next === BACKSLASH || next === delimiter)) {
      cell += next;
      at += 1;
    } else if (isQuoted && character === QUOTE) {
      if (next !== QUOTE) return endAfter(text, at, { cell, delimiter });
      cell += QUOTE;
      at += 1;
    } else if (!isQuoted && text.startsWith(delimiter, at)) return { cell, end: at };
    else cell += character;
  }
  return isQuoted ? undefined : { cell, end: text.length };
}

/** Finds a cell whose closing quote is the first one before a delimiter that leaves whole pairs of quotes inside. */
function findUnescaped(text: string, start: number, delimiter: string): Found | undefined {
  const open = afterSpaces(text, start, delimiter);
  if (text[open] !== QUOTE) {
    const end = text.indexOf(delimiter, start);
    const found = {
      cell: text.slice(start, end === -1 ? text.length : end),
      end: end === -1 ? text.length : end,
    };
    return found.cell.includes(QUOTE) ? undefined : found;
  }
  let quotesInside = 0;
  for (let quote = text.indexOf(QUOTE, open + 1); quote !== -1; quote = text.indexOf(QUOTE, quote + 1)) {
    const cell = text.slice(open + 1, quote).replaceAll('""', QUOTE);
    const found = quotesInside % 2 === 0 ? endAfter(text, quote, { cell, delimiter }) : undefined;
    if (found) return found;
    quotesInside += 1;
  }
  return undefined;
}

/** @returns undefined if neither a delimiter nor the line end follows the closing quote. */
function endAfter(
  text: string,
  close: number,
  { cell, delimiter }: { cell: string; delimiter: string },
): Found | undefined {
  const end = afterSpaces(text, close + 1, delimiter);
  return end === text.length || text.startsWith(delimiter, end) ? { cell, end } : undefined;
}
