import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/contract/document.ts';
import { loadContract } from '../../src/contract/load.ts';
import {
  type ObservedResponse,
  ResponseValidator,
} from '../../src/contract/validation/response-validator.ts';

const { document, operations } = loadContract();
const judge = new ResponseValidator(document);
const upsert = operations.find(({ id }) => id === 'upsertCustomerByExternalId');

const example = (name: string) =>
  resolve<{ value: object }>(document, { $ref: `#/components/examples/${name}` }).value;

const HEADERS = {
  'x-request-id': 'req_1',
  'revkeen-version': '2026-05-01',
  'content-type': 'application/json; charset=utf-8',
  'upsert-outcome': 'updated',
};

function violations(
  answer: Omit<Partial<ObservedResponse>, 'body'> & { body?: unknown },
  operation = upsert,
) {
  const { body = example('upsert_updated'), ...rest } = answer;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return judge.validate(operation, { status: 200, headers: HEADERS, ...rest, body: text });
}

describe('the response validator', () => {
  test('finds no violation in a valid response', () => {
    expect(violations({})).toEqual([]);
    expect(
      violations({ headers: { ...HEADERS, 'upsert-outcome': 'stale' }, body: example('upsert_stale') }),
    ).toEqual([]);
    expect(violations({ status: 405, body: example('method_not_allowed') })).toEqual([]);
    expect(
      judge.validate(undefined, {
        status: 404,
        headers: HEADERS,
        body: JSON.stringify(example('resource_missing')),
      }),
    ).toEqual([]);
  });

  test.each<[string, Parameters<typeof violations>[0], RegExp]>([
    ['an undeclared status', { status: 202 }, /^status 202 is not declared for upsertCustomerByExternalId/],
    ['a successful status that only default declares', { status: 302 }, /^status 302 is not declared/],
    ['a status that does not match the body', { status: 201 }, /header Location is missing/],
    [
      'a missing header',
      { headers: { ...HEADERS, 'x-request-id': undefined } },
      /header X-Request-Id is missing/,
    ],
    [
      'a missing outcome',
      { headers: { ...HEADERS, 'upsert-outcome': undefined } },
      /header Upsert-Outcome is missing/,
    ],
    [
      'an invalid header',
      { headers: { ...HEADERS, 'upsert-outcome': 'merged' } },
      /header Upsert-Outcome must be equal/,
    ],
    [
      'another content type',
      { headers: { ...HEADERS, 'content-type': 'text/html' } },
      /content type is text\/html, not/,
    ],
    [
      'a near content type',
      { headers: { ...HEADERS, 'content-type': 'application/json5' } },
      /content type is/,
    ],
    ['no content type', { headers: { ...HEADERS, 'content-type': undefined } }, /content type is missing/],
    ['a body that is not JSON', { body: '{' }, /the body is not JSON/],
    ['no body', { body: '' }, /the body is not JSON/],
    ['an empty object', { body: {} }, /body must/],
    [
      'a field too many',
      { body: { ...example('upsert_updated'), extra: 1 } },
      /additional properties: extra/,
    ],
    [
      'a success for a refusal',
      { status: 400, body: example('upsert_updated') },
      /required property 'error'/,
    ],
    [
      'an error with the status of another error',
      { status: 409, body: example('revoked_key') },
      /body\/error/,
    ],
    [
      'a 401 without WWW-Authenticate',
      { status: 401, body: example('revoked_key') },
      /header WWW-Authenticate is missing/,
    ],
    [
      'a Retry-After that is not a number',
      { status: 503, headers: { ...HEADERS, 'retry-after': 'soon' }, body: example('unavailable') },
      /header Retry-After must be integer/,
    ],
  ])('finds %s', (_title, answer, violation) => {
    expect(violations(answer).join('; ')).toMatch(violation);
  });

  test.each<[string, (data: Record<string, unknown>) => void]>([
    ['null for a field without a value', (data) => Object.assign(data, { phone: null })],
    ['a missing field', (data) => delete data.updatedAt],
    ['a field of a wrong type', (data) => Object.assign(data, { name: 7 })],
    ['an id that is not a UUID', (data) => Object.assign(data, { id: 'cus_1' })],
    ['a time that is not a date-time', (data) => Object.assign(data, { createdAt: '2026-11-20' })],
    ['a country in lower case', (data) => Object.assign(data, { country: 'no' })],
    ['a snake_case twin in the upsert', (data) => Object.assign(data, { created_at: data.createdAt })],
    ['an empty list of references', (data) => Object.assign(data, { externalRefs: [] })],
    [
      'null inside a reference',
      (data) => Object.assign((data.externalRefs as object[])[0] ?? {}, { externalUpdatedAt: null }),
    ],
  ])('finds %s in a customer', (_title, change) => {
    const body = structuredClone(example('upsert_updated')) as { data: Record<string, unknown> };
    change(body.data);
    expect(violations({ body })).not.toEqual([]);
  });

  test('finds a violation in a successful response to an unknown path', () => {
    expect(judge.validate(undefined, { status: 200, headers: HEADERS, body: '{}' })).toEqual([
      'status 200 is not declared for an unknown path',
    ]);
  });

  test('accepts each example with its own status, and refuses it with another successful status', () => {
    for (const operation of operations) {
      for (const [status, { headers, content }] of Object.entries(operation.responses)) {
        const sent = Object.entries(headers).map(([name, { example }]) => [
          name.toLowerCase(),
          String(example),
        ]);
        const all = { ...Object.fromEntries(sent), 'content-type': 'application/json' };
        const [shown] = Object.values(content?.examples ?? {});
        const body = shown ? JSON.stringify(shown) : '';
        const code = status === 'default' ? 405 : Number(status);
        expect(
          judge.validate(operation, { status: code, headers: all, body }),
          `${operation.id} ${status}`,
        ).toEqual([]);
        expect(judge.validate(operation, { status: 204, headers: all, body })).not.toEqual([]);
      }
    }
  });
});
