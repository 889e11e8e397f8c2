/** Passes what TypeScript forbids, as a program in JavaScript may. */
export const untyped = <T>(value: unknown): T => value as T;

/** Values that are not a string, and how an error names each. */
export const NOT_STRINGS: readonly [kind: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['a number', 12345],
  ['a bigint', 5n],
  ['a boolean', true],
  ['an array', ['a', 'b']],
  ['an object', { id: 'PAT-1' }],
  ['an object', new String('PAT-1')],
  ['a symbol', Symbol('PAT-1')],
  ['a function', () => 'PAT-1'],
];

/** Reads an iteration to its end. */
export async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}
