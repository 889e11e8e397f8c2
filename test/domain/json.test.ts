import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelsOf, sameJson } from '../../src/domain/json.ts';

describe('a JSON value', () => {
  test('says the same as itself read again, whatever the order of its keys', () => {
    const reversed = (_key: string, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameJson(value, JSON.parse(JSON.stringify(value), reversed))).toBe(true);
      }),
    );
  });

  test.each<[unknown, unknown]>([
    [null, undefined],
    [null, {}],
    [0, false],
    ['1', 1],
    [[], {}],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, undefined]],
    [{ a: undefined }, { b: undefined }],
    [{}, { toString: 1 }],
    [JSON.parse('{"__proto__": 1}'), {}],
    [JSON.parse('{"__proto__": {}}'), JSON.parse('{"a": {}}')],
  ])('%j does not say the same as %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
    expect(sameJson(b, a)).toBe(false);
  });

  test.each<[unknown, number]>([
    ['text', 0],
    [null, 0],
    [{}, 1],
    [[], 1],
    [{ a: [{}], b: 1 }, 3],
    [[[[[]]]], 4],
  ])('%j has the number of levels %i', (value, levels) => {
    expect(levelsOf(value)).toBe(levels);
  });
});
