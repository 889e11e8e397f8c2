/** Casts a value to any type, because a JavaScript program can pass any value. */
export const untyped = <T>(value: unknown): T => value as T;

/** Values that are not a string, each with its description in an error. */
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

/** Reads all items of an iteration. */
export async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}
