import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolve, type SchemaObject } from '../../src/contract/document.ts';
import { loadContract } from '../../src/contract/load.ts';

const { document } = loadContract();
const patternOf = (name: string) => {
  const { pattern = '' } = resolve<SchemaObject>(document, { $ref: `#/components/schemas/${name}` });
  return new RegExp(pattern, 'u');
};

const isSource = (text: string) => /^[a-z0-9_.-]{1,64}$/i.test(text) && !/^(batch|\.{1,2})$/i.test(text);
const isExternalId = (text: string) => /^\P{Cc}+$/u.test(text) && !/^(\s*|\.{1,2})$/u.test(text);

test('the pattern of a source allows 1 to 64 of its characters, but not batch and not . or ..', () => {
  const pattern = patternOf('Source');
  const five = fc.tuple(...['bB_', 'aA.', 'tTz', 'cC-', 'hHg'].map((units) => fc.constantFrom(...units)));
  const any = fc.string({ unit: fc.constantFrom(...'batchBATCH.._-aZ09 \té'), maxLength: 66 });
  fc.assert(
    fc.property(
      fc.oneof(
        five.map((units) => units.join('')),
        any,
      ),
      (text) => {
        expect(pattern.test(text)).toBe(isSource(text));
      },
    ),
    {
      numRuns: 5000,
      examples: [['batch'], ['BaTcH'], ['.'], ['..'], ['...'], ['x'.repeat(64)], ['x'.repeat(65)]],
    },
  );
});

test('the pattern of an external id allows every text but a blank one, . and .., and control characters', () => {
  const pattern = patternOf('ExternalId');
  const units = [...'..  a', '\u00a0', '\u2028', '\ufeff', '\t', '\n', '\0', '\u0085', 'å', '😀'];
  const text = fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });
  fc.assert(
    fc.property(text, (externalId) => {
      expect(pattern.test(externalId)).toBe(isExternalId(externalId));
    }),
    { numRuns: 5000, examples: [[''], ['.'], ['..'], ['...'], [' '], [' .'], ['. '], ['a\tb'], ['\t.']] },
  );
});

test('the pattern of a resource type allows 1 to 64 of its characters, but not . and ..', () => {
  const pattern = patternOf('ResourceType');
  const text = fc.string({ unit: fc.constantFrom(...'..ab_-9 '), maxLength: 66 });
  fc.assert(
    fc.property(text, (type) => {
      expect(pattern.test(type)).toBe(/^[a-z0-9_.-]{1,64}$/.test(type) && !/^\.{1,2}$/.test(type));
    }),
    { numRuns: 2000, examples: [['.'], ['..'], ['...'], ['batch'], ['x'.repeat(64)], ['x'.repeat(65)]] },
  );
});
