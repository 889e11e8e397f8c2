import type { Columns, ReadCells } from '../table.ts';
import { exactMembers, parseExact } from './parse-exact.ts';
import { repeatedKey } from './repeated-key.ts';

export const TOO_LONG =
  'is longer than 2 MiB; shorten its values. The file of rejected rows contains only its beginning';

/** Parses JSON objects into rows. Consecutive objects with the same keys share one list of columns. */
export class ObjectReader {
  #columns: Columns = [];

  read(text: string): ReadCells | { error: string } {
    try {
      const value = parseExact(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return { error: 'is not a JSON object' };
      }
      const names = Object.keys(value);
      const known = this.#columns;
      const isKnown = names.length === known.length && names.every((name, index) => name === known[index]);
      if (!isKnown) this.#columns = names;
      const read = { columns: this.#columns, cells: exactMembers(value) };
      const repeated = repeatedKey(text, value);
      if (repeated === undefined) return read;
      const shown = JSON.stringify(repeated);
      return { ...read, notes: [`the key ${shown} is twice in one object, and its last value was taken`] };
    } catch {
      return { error: 'is not valid JSON' };
    }
  }
}
