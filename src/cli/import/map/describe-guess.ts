import { shellWord } from '../../../platform/quote-for-shell.ts';
import type { GuessedMapping } from './guess-mapping.ts';

/** Describes a guess, with the options to copy, for the user to check it; undefined if there is nothing to check. */
export function describeGuess({ guessed, ignored }: GuessedMapping): string[] {
  const lines: string[] = [];
  if (guessed.length > 0) {
    const flags = guessed.map(({ field, column }) => `--map ${shellWord(`${field}=${column}`)}`);
    lines.push(`The import maps these columns by their names, as if you had written:\n  ${flags.join(' ')}`);
  }
  const byReason = Map.groupBy(
    [...ignored].filter(([, reason]) => reason !== ''),
    ([, reason]) => reason,
  );
  for (const [reason, columns] of byReason) {
    const names = columns.map(([column]) => column).join(', ');
    lines.push(`Not imported ${reason}: ${names}. To import such a column, name it with --map.`);
  }
  return lines;
}
