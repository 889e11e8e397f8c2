import { expect, test } from 'vitest';
import type { SchemaObject } from '../../src/contract/document.ts';
import { loadContract } from '../../src/contract/load.ts';
import { SchemaValidator } from '../../src/contract/schema-validator.ts';
import { neighbours } from '../../src/verify/shape/neighbours.ts';
import { wrongValues } from '../../src/verify/shape/wrong-values.ts';

const validator = new SchemaValidator(loadContract().document);

test.each<[SchemaObject, string[]]>([
  [{ type: 'string', maxLength: 5 }, ['type', 'maxLength']],
  [{ type: ['string', 'null'], format: 'email', maxLength: 254 }, ['type', 'maxLength', 'format']],
  [{ type: 'integer', minimum: 1, maximum: 3 }, ['type', 'minimum', 'maximum']],
  [{ type: 'string', enum: ['a', 'b'] }, ['type', 'enum']],
  [{ type: 'string', format: 'country-code', pattern: '^[A-Za-z]{2}$' }, ['type', 'pattern', 'format']],
  [{ type: 'array', maxItems: 2 }, ['type', 'maxItems']],
  [{}, []],
])('each keyword of %j has an invalid value', (schema, keywords) => {
  const wrong = wrongValues(schema, validator, { example: [1] });
  expect(wrong.map(({ keyword }) => keyword).sort()).toEqual([...keywords].sort());
  for (const { keyword, value } of wrong) {
    expect(validator.errors(schema, value).map((error) => error.keyword)).toContain(keyword);
  }
});

test('the values next to those of a pattern with several lengths include a text that is one character too long', () => {
  const values = neighbours({ type: 'string', pattern: '^([a-z]|[a-z]{3,4}|[a-z]{6,64})$' });
  expect(values).toContain('x'.repeat(65));
});
