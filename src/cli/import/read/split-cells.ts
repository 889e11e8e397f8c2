import type { SplitRecord } from './record-splitter.ts';

const QUOTE = '"';

/** Splits a record with valid quotes into cells, and removes the quotes around a cell. */
export function splitCells({ text, hasQuotedCells }: SplitRecord, delimiter: string): string[] {
  if (!hasQuotedCells) return text.split(delimiter);
  const cells: string[] = [];
  for (let start = 0; start <= text.length; ) {
    const end = cellEnd(text, start, delimiter);
    cells.push(readCell(text.slice(start, end)));
    start = end + delimiter.length;
  }
  return cells;
}

function cellEnd(text: string, start: number, delimiter: string): number {
  if (text[start] === QUOTE) return closingQuote(text, start) + 1;
  const end = text.indexOf(delimiter, start);
  return end === -1 ? text.length : end;
}

function closingQuote(text: string, open: number): number {
  let quote = text.indexOf(QUOTE, open + 1);
  while (text[quote + 1] === QUOTE) quote = text.indexOf(QUOTE, quote + 2);
  return quote;
}

function readCell(text: string): string {
  return text[0] === QUOTE ? text.slice(1, -1).replaceAll('""', QUOTE) : text;
}
