import type { Guess } from './guess.ts';
import type { MapOption } from './mapping.ts';

/** Chooses the address of which the file has the most columns, so that the parts of two addresses are never mixed. */
export function guessAddress(guess: Guess): MapOption[] {
  let best: MapOption[] = [];
  for (const address of guess.names.addresses) {
    const parts = Object.entries(address).flatMap(([field, name]) => {
      const column = guess.column(name);
      return column === undefined || guess.isEmpty(column) ? [] : [{ field, column }];
    });
    // A column with the name of a field belongs to the chosen address too.
    const isOther = ({ field, column }: MapOption) => (guess.namedAfter(field) ?? column) !== column;
    if (parts.length > best.length && !parts.some(isOther)) best = parts;
  }
  return best.flatMap(({ field, column }) => guess.field(field, [column]) ?? []);
}
