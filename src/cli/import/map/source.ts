import type { Cells, Columns } from '../read/table.ts';

/** The origin of a value: one column, or a template with columns in braces. */
export interface Source {
  readonly columns: readonly string[];
  /** Creates a function that reads the value from records with these columns. A missing column has no value. */
  reader(columns: Columns): (cells: Cells) => unknown;
}

const IN_BRACES = /\{([^{}]+)\}/g;

/** @param text `Phone 1`, or `{First Name} {Last Name}`. */
export function parseSource(text: string): Source {
  const columns = [...text.matchAll(IN_BRACES)].map(([, column]) => column as string);
  if (columns.length > 0) return { columns, reader: (known) => templateReader(text, known) };
  return { columns: [text], reader: (known) => cellReader(text, known) };
}

function cellReader(column: string, columns: Columns): (cells: Cells) => unknown {
  const index = columns.indexOf(column);
  return index === -1 ? () => undefined : (cells) => cells[index];
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
      if (inside !== '') isEmpty = false;
      filled += inside + after;
    }
    // A template whose columns are all empty has no value.
    return isEmpty ? undefined : filled.replace(/ {2,}/g, ' ').trim();
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
