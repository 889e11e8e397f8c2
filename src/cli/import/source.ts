import type { Cells } from './table.ts';

/** Where a value comes from: one column as it is, or a text with columns in braces. */
export interface Source {
  readonly columns: readonly string[];
  read(cells: Cells): unknown;
}

const IN_BRACES = /\{([^{}]+)\}/g;

/** @param text `Phone 1`, or `{First Name} {Last Name}`. */
export function parseSource(text: string): Source {
  const columns = [...text.matchAll(IN_BRACES)].map(([, column]) => column as string);
  if (columns.length === 0) return { columns: [text], read: (cells) => cells.get(text) };
  return {
    columns,
    read: (cells) => {
      const parts = new Map(columns.map((column) => [column, textOf(cells.get(column))]));
      // What stands around the braces says nothing when nothing stands in them.
      if ([...parts.values()].every((part) => part === '')) return undefined;
      const filled = text.replace(IN_BRACES, (_, column: string) => parts.get(column) ?? '');
      return filled.replace(/ {2,}/g, ' ').trim();
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
