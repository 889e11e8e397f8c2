import { expect, test } from 'vitest';
import { RowValidator } from '../../src/cli/import/row-validator.ts';
import { FixtureSchemas } from '../../src/cli/seed/fixture-schemas.ts';
import { toFinding } from '../../src/contract/findings.ts';
import { loadContract } from '../../src/contract/load.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { RequestValidator } from '../../src/contract/validation/request-validator.ts';
import { itemReader } from '../../src/http/request/batch-items.ts';

// The closed contract, because a fixture never accepts unknown fields.
const contract = loadContract({ unknownFields: 'reject' });
const upsert = contract.operations.find(({ id }) => id === 'upsertCustomerByExternalId') as Operation;

const EMAIL = 'jane@example.com';
const FAULTS: readonly [name: string, body: object, reasons: string[]][] = [
  ['a missing field', {}, ['email is required']],
  ['a value of a wrong type', { email: 7 }, ['email must be a string']],
  [
    'a value that breaks its format',
    { email: 'jane' },
    ['email must be an email address, such as jane@example.com; it has no @'],
  ],
  [
    'a text that is too long',
    { email: EMAIL, name: 'x'.repeat(256) },
    ['name must have at most 255 characters'],
  ],
  ['an unknown field', { email: EMAIL, nonsense: 1 }, ['nonsense is not a field of this request']],
  ['an unknown field with a slash', { email: EMAIL, 'a/b': 1 }, ['a/b is not a field of this request']],
];

test.each(FAULTS)(
  'the proxy, a batch item, an import and a fixture give the same reason for %s',
  (...fault) => {
    const [, body, reasons] = fault;
    const path = { source: 'practicehub', externalId: '1' };
    const request = new RequestValidator(contract).findings(upsert, {
      params: path,
      query: '',
      headers: {},
      body,
    });
    expect(request.map(({ path, reason }) => `${path.join('.')} ${reason}`)).toEqual(reasons);

    const read = itemReader(contract, 'BatchItem').read({ external_id: '1', ...body });
    expect('refusal' in read && read.refusal.message).toBe(reasons[0]);

    expect(new RowValidator(contract).validate({ external_id: '1', ...body })).toEqual(reasons);

    const faults = new FixtureSchemas(contract.document).faults(body, 'customers[0]');
    expect(faults).toEqual(reasons.map((reason) => `customers[0].${reason}`));
  },
);

test('a finding has the names of a JSON pointer decoded', () => {
  const error = { instancePath: '/metadata/a~1b~0c', keyword: 'type', message: 'must be string' };
  expect(toFinding(contract.document, upsert.body?.schema, error)).toEqual({
    path: ['metadata', 'a/b~c'],
    reason: 'must be of another type',
  });
});
