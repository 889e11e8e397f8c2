import addFormatsModule from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emailFault } from '../../src/domain/email-form.ts';

const { get } = addFormatsModule as unknown as typeof addFormatsModule.default;
const standard = get('email') as RegExp;

const pieces = fc.constantFrom(
  'a',
  'Z',
  '0',
  '.',
  '-',
  '@',
  '_',
  '+',
  '"',
  '[',
  ']',
  ' ',
  'å',
  'ſ',
  '\n',
  "'",
  'com',
);

test('an address has a fault exactly if the format of JSON Schema validators refuses it', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      expect(emailFault(text) === undefined, text).toBe(standard.test(text));
    }),
    { numRuns: 5000 },
  );
});
