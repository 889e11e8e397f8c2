const rules = new Intl.PluralRules('en');

/**
 * Writes a number before its noun: `1 row`, `2 rows`.
 *
 * @param one the words after the number 1, such as `row` or `row has`.
 * @param other the words after any other number; `one` and an s by default.
 */
export function countOf(count: number, one: string, other = `${one}s`): string {
  return `${count} ${rules.select(count) === 'one' ? one : other}`;
}
