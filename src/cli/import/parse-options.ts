import { InvalidArgumentError } from 'commander';
import type { MapOption } from './map/mapping.ts';

/** Parses one `--map` and adds it to the earlier ones. A variable or a file has one mapping per line. */
export function parseMap(text: string, earlier: readonly MapOption[] = []): MapOption[] {
  // The name of a column may contain a line break.
  const maps = text.split(/\n+(?=[^=\n]+=)/).map((map) => {
    const [, field, column] = /^([^=]+)=(.+)$/s.exec(map) ?? [];
    if (field && column) return { field: field.trim(), column: column.trim() };
    throw new InvalidArgumentError('It must be a field, =, and a column, such as external_id="Customer Id".');
  });
  return [...earlier, ...maps];
}

/** Parses one character, or `tab`, since a tab is hard to type. */
export function parseDelimiter(text: string): string {
  if (text === 'tab') return '\t';
  if (!/^[^"\r\n]$/u.test(text)) {
    throw new InvalidArgumentError('It must be one character, such as ";", or the word tab.');
  }
  return text;
}
