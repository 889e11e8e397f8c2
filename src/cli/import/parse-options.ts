import { InvalidArgumentError } from 'commander';
import type { MapOption } from './mapping.ts';

/** Reads one `--map` and adds it to those before it; a variable has one a line. */
export function parseMap(text: string, earlier: readonly MapOption[] = []): MapOption[] {
  // A column's name may have a line break in it, too.
  const maps = text.split(/\n+(?=[^=\n]+=)/).map((map) => {
    const [, field, column] = /^([^=]+)=(.+)$/s.exec(map) ?? [];
    if (field && column) return { field: field.trim(), column: column.trim() };
    throw new InvalidArgumentError('It must be a field, =, and a column, such as external_id="Customer Id".');
  });
  return [...earlier, ...maps];
}

/** One character; a tab, which is hard to type, also as `tab`. */
export function parseDelimiter(text: string): string {
  if (text === 'tab') return '\t';
  if (!/^[^"\r\n]$/u.test(text)) {
    throw new InvalidArgumentError('It must be one character, such as ";", or the word tab.');
  }
  return text;
}
