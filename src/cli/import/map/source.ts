import { columnReader } from '../read/column-lookup.ts';
import type { Cells, Columns } from '../read/table.ts';
import { isSpreadsheetError } from './values/spreadsheet-error.ts';

/** The origin of a value: one column, or a template with columns in braces. */
export interface Source {
  /** The text of the option. */
  readonly text: string;
  readonly columns: readonly string[];
  /** Creates a function that reads the value from records with these columns. A missing column has no value. */
  reader(columns: Columns): (cells: Cells) => unknown;
}

const IN_BRACES = /\{([^{}]+)\}/g;

/** @param text `Phone 1`, `{First Name} {Last Name}`, or a path in a JSON file such as `phones[0].number`. */
export function parseSource(text: string): Source {
  const columns = [...text.matchAll(IN_BRACES)].map(([, column]) => column as string);
  if (columns.length > 0) return { text, columns, reader: (known) => templateReader(text, known) };
  return { text, columns: [text], reader: (known) => cellReader(text, known) };
}

function cellReader(column: string, columns: Columns): (cells: Cells) => unknown {
  return columnReader(columns, column) ?? (() => undefined);
}

/** Returns the column that contains a value: the first key of a path, and any other name itself. */
export function rootColumn(name: string): string {
  return name.split(/[.[]/, 1)[0] ?? name;
}

function templateReader(text: string, columns: Columns): (cells: Cells) => unknown {
  // The split texts alternate: text outside braces, then a column inside braces.
  const [before = '', ...rest] = text.split(IN_BRACES);
  const parts = rest.flatMap((column, at) =>
    at % 2 === 0 ? [{ read: cellReader(column, columns), after: rest[at + 1] ?? '' }] : [],
  );
  return (cells) => {
    let filled = before;
    let isEmpty = true;
    for (const { read, after } of parts) {
      const inside = textOf(read(cells));
      // An error of a formula is no part of a name; the row is rejected with it.
      if (isSpreadsheetError(inside)) return inside;
      if (inside !== '') isEmpty = false;
      filled += inside + after;
    }
    // A template whose columns are all empty is an empty cell.
    return isEmpty ? '' : filled.replace(/ {2,}/g, ' ').trim();
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
