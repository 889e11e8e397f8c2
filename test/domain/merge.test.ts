import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CustomerFields, CustomerPatch, JsonObject } from '../../src/domain/customer.ts';
import { firstFields, levelsOf, mergeFields, sameJson } from '../../src/domain/merge.ts';

const BEFORE: CustomerFields = {
  email: 'kari@example.com',
  name: 'Kari',
  country: 'NO',
  metadata: { a: 1, deep: { kept: true } },
};

describe('a merge', () => {
  test.each<[string, CustomerPatch, object]>([
    ['keeps what is left out', {}, BEFORE],
    ['keeps what is undefined', { name: undefined } as object, BEFORE],
    ['sets what is sent', { phone: '22' }, { ...BEFORE, phone: '22' }],
    ['keeps an empty text as a text', { name: '' }, { ...BEFORE, name: '' }],
    ['clears what is null', { name: null }, { ...BEFORE, name: undefined }],
    ['clears what is not there without a trace', { phone: null }, BEFORE],
    ['stores a country in upper case', { country: 'se' }, { ...BEFORE, country: 'SE' }],
    [
      'merges an object key by key, and not deeper',
      { metadata: { b: 2, deep: { other: 1 } } },
      { ...BEFORE, metadata: { a: 1, b: 2, deep: { other: 1 } } },
    ],
    [
      'removes a key that is null',
      { metadata: { a: null } },
      { ...BEFORE, metadata: { deep: { kept: true } } },
    ],
    ['clears the object that is null', { metadata: null }, { ...BEFORE, metadata: undefined }],
    [
      'takes an object without keys for no object',
      { metadata: { a: null, deep: null } },
      { ...BEFORE, metadata: undefined },
    ],
    [
      'keeps null inside of a value',
      { metadata: { deep: { kept: null } } },
      { ...BEFORE, metadata: { a: 1, deep: { kept: null } } },
    ],
    [
      'merges the custom fields in the same way',
      { customFields: { x: 1, y: null } },
      { ...BEFORE, customFields: { x: 1 } },
    ],
  ])('%s', (_title, patch, after) => {
    const merged = mergeFields(BEFORE, patch);
    expect(merged).toEqual(after);
    expect(Object.values(merged)).not.toContain(undefined);
  });

  test.each<[string, CustomerPatch]>([
    ['the same text', { name: 'Kari' }],
    ['the same country in another case', { country: 'no' }],
    ['the same object with its keys in another order', { metadata: { deep: { kept: true }, a: 1 } }],
    ['a null for what is not there', { phone: null, customFields: null, metadata: { z: null } }],
    ['an object without keys', { customFields: {} }],
  ])('of %s changes nothing and gives back the fields themselves', (_title, patch) => {
    expect(mergeFields(BEFORE, patch)).toBe(BEFORE);
  });

  test('takes __proto__ and constructor for keys like any other', () => {
    const sent = JSON.parse(
      '{"__proto__": {"admin": true}, "constructor": 1, "toString": null}',
    ) as JsonObject;
    const { metadata = {} } = firstFields('kari@example.com', { metadata: sent });
    expect(JSON.stringify(metadata)).toBe('{"__proto__":{"admin":true},"constructor":1}');
    expect('admin' in {}).toBe(false);
    const again = mergeFields({ ...BEFORE, metadata }, { metadata: JSON.parse('{"__proto__": null}') });
    expect(JSON.stringify(again.metadata)).toBe('{"constructor":1}');
  });

  test('says the same of any two objects as a plain loop over their keys', () => {
    const key = fc.constantFrom('a', 'b', '__proto__', 'constructor');
    const object = fc.dictionary(key, fc.constantFrom(null, 1, 'x', [1], { y: null }));
    fc.assert(
      fc.property(object, object, (stored, sent) => {
        const before = firstFields('kari@example.com', { metadata: stored as JsonObject });
        const { metadata } = mergeFields(before, { metadata: sent as JsonObject });
        const expected = new Map(Object.entries(stored).filter(([, value]) => value !== null));
        for (const [name, value] of Object.entries(sent)) {
          if (value === null) expected.delete(name);
          else expected.set(name, value);
        }
        expect(Object.entries(metadata ?? {})).toEqual([...expected]);
      }),
    );
  });
});

describe('the bounds of an object', () => {
  const ofBytes = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });
  const ofLevels = (levels: number): JsonObject => (levels === 1 ? {} : { a: ofLevels(levels - 1) });

  test('are 64 KiB of JSON and 16 levels, both inclusive', () => {
    for (const metadata of [ofBytes(65_536), ofLevels(16)]) {
      expect(firstFields('a@example.com', { metadata }).metadata).toEqual(metadata);
    }
    expect(() => firstFields('a@example.com', { metadata: ofBytes(65_537) })).toThrow(
      /^metadata would hold 65537 bytes/,
    );
    expect(() => firstFields('a@example.com', { customFields: ofLevels(17) })).toThrow(
      /^customFields would be nested/,
    );
  });

  test('are of the bytes of UTF-8, not of the characters', () => {
    expect(() => firstFields('a@example.com', { metadata: { a: 'å'.repeat(40_000) } })).toThrow(
      /would hold 80008 bytes/,
    );
  });

  test('hold after the merge, so that pieces cannot add up to more', () => {
    const half = 'x'.repeat(40_000);
    const before = firstFields('a@example.com', { metadata: { one: half } });
    expect(() => mergeFields(before, { metadata: { two: half } })).toThrow(/^metadata would hold/);
    expect(mergeFields(before, { metadata: { one: null, two: half } }).metadata).toEqual({ two: half });
  });
});

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
