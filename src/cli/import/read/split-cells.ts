import { MOST_SPACES } from './record-scanner.ts';
import type { SplitRecord } from './record-splitter.ts';

const QUOTE = '"';
const SPACE = 0x20;
const TAB = 0x09;

/** Splits a record with valid quotes into cells, and removes the quotes around a cell. Spaces around quotes do not count. */
export function splitCells(
  { text, hasQuotedCells }: Pick<SplitRecord, 'text' | 'hasQuotedCells'>,
  delimiter: string,
): string[] {
  if (!hasQuotedCells) return text.split(delimiter);
  const cells: string[] = [];
  for (let start = 0; start <= text.length; ) {
    const open = afterSpaces(text, start, delimiter);
    const isQuoted = text[open] === QUOTE;
    const close = isQuoted ? closingQuote(text, open) : -1;
    const end = cellEnd(text, isQuoted ? close + 1 : start, delimiter);
    cells.push(isQuoted ? unquote(text.slice(open + 1, close)) : text.slice(start, end));
    start = end + delimiter.length;
  }
  return cells;
}

/** Returns the position of the first character that is not a space. A delimiter is not a space. */
export function afterSpaces(text: string, start: number, delimiter: string): number {
  if (text.charCodeAt(start) > SPACE) return start;
  const last = start + MOST_SPACES;
  let at = start;
  while (at < last && isSpace(text.charCodeAt(at)) && text[at] !== delimiter) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}

function cellEnd(text: string, from: number, delimiter: string): number {
  const end = text.indexOf(delimiter, from);
  return end === -1 ? text.length : end;
}

/** Most quoted cells contain no quote, and a search is cheaper than a replacement. */
function unquote(text: string): string {
  return text.includes(QUOTE) ? text.replaceAll('""', QUOTE) : text;
}

function closingQuote(text: string, open: number): number {
  let quote = text.indexOf(QUOTE, open + 1);
  while (text[quote + 1] === QUOTE) quote = text.indexOf(QUOTE, quote + 2);
  return quote;
}
