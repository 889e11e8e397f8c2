import { exactMember } from './json/parse-exact.ts';
import type { Cells, Columns } from './table.ts';

const PATH = /^[^.[\]]+(?:\.[^.[\]]+|\[\d+\])+$/;

/**
 * Creates a function that reads a column from records with these columns. A name that is no column can be a path into an
 * object or list of a JSON record, such as `address.city` or `phones[0].number`.
 *
 * @returns undefined if the records have neither the column nor the first key of the path.
 */
export function columnReader(columns: Columns, name: string): ((cells: Cells) => unknown) | undefined {
  const index = columns.indexOf(name);
  if (index !== -1) return (cells) => cells[index];
  const [first, ...keys] = PATH.test(name) ? pathOf(name) : [];
  const start = first === undefined ? -1 : columns.indexOf(first);
  return start === -1 ? undefined : (cells) => follow(cells[start], keys);
}

function pathOf(name: string): string[] {
  return name.split(/[.[\]]+/).filter((key) => key !== '');
}

function follow(value: unknown, keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = exactMember(found, key);
  }
  return found;
}
