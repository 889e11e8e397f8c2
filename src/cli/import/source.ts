import type { Cells, Columns } from './table.ts';

/** Where a value comes from: one column as it is, or a text with columns in braces. */
export interface Source {
  readonly columns: readonly string[];
  /** What reads it from records with these columns; of a column that is not among them there is nothing to read. */
  reader(columns: Columns): (cells: Cells) => unknown;
}

const IN_BRACES = /\{([^{}]+)\}/g;

/** @param text `Phone 1`, or `{First Name} {Last Name}`. */
export function parseSource(text: string): Source {
  const columns = [...text.matchAll(IN_BRACES)].map(([, column]) => column as string);
  if (columns.length > 0) return { columns, reader: (known) => textReader(text, known) };
  return { columns: [text], reader: (known) => cellReader(text, known) };
}

function cellReader(column: string, columns: Columns): (cells: Cells) => unknown {
  const index = columns.indexOf(column);
  return index === -1 ? () => undefined : (cells) => cells[index];
}

function textReader(text: string, columns: Columns): (cells: Cells) => unknown {
  // What stands around the braces and what stands in them take turns.
  const [before = '', ...rest] = text.split(IN_BRACES);
  const parts = rest.flatMap((column, at) =>
    at % 2 === 0 ? [{ read: cellReader(column, columns), after: rest[at + 1] ?? '' }] : [],
  );
  return (cells) => {
    let filled = before;
    let isEmpty = true;
    for (const { read, after } of parts) {
      const inside = textOf(read(cells));
      if (inside !== '') isEmpty = false;
      filled += inside + after;
    }
    // What stands around the braces says nothing when nothing stands in them.
    return isEmpty ? undefined : filled.replace(/ {2,}/g, ' ').trim();
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
