import { Guess, type GuessOptions } from './guess.ts';
import { guessAddress } from './guess-address.ts';
import type { MapOption } from './mapping.ts';

/** A guess at the fields of the columns that no option names. */
export interface GuessedMapping {
  readonly guessed: readonly MapOption[];
  /** The columns that only `--map` may use, with the reason as a clause. */
  readonly ignored: ReadonlyMap<string, string>;
}

/** Guesses the fields of columns by the names that common exports give them, and by the content of the first rows. */
export function guessMapping(options: GuessOptions): GuessedMapping {
  const guess = new Guess(options);
  guess.refuseColumns();
  const names = Object.entries(guess.names.fields);
  const guessed = names.flatMap(([field, candidates]) => guess.field(field, candidates) ?? []);
  return { guessed: [...guessed, ...guessAddress(guess)], ignored: guess.ignored };
}
