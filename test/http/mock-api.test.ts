import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ResponseValidator } from '../../src/contract/validation/response-validator.ts';
import { type MockServer, startMock } from '../../src/testing/start-mock.ts';
import { CONTRACT } from '../mock/every-operation.ts';
import { sendRaw } from '../support/send-raw.ts';

const judge = new ResponseValidator(CONTRACT.document);
const UPSERT = '/v2/customers/external/practicehub/PAT-1';
const GOOD = '{"email":"kari@example.com"}';

let mock: MockServer;
let origin: string;
beforeAll(async () => {
  mock = await startMock({ corsOrigins: ['*'] });
  origin = new URL(mock.url).origin;
});
afterAll(() => mock.stop());

/** Sends a request, and validates the response against the spec. */
async function ask(method: string, path: string, { key = 'any' as string | null, ...more }: Asking = {}) {
  const headers = {
    'content-type': 'application/json',
    ...(key !== null && { 'x-api-key': key }),
    ...more.headers,
  };
  const response = await fetch(origin + path, {
    method,
    headers,
    ...(more.body !== undefined && { body: more.body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text && JSON.parse(text) };
}
interface Asking {
  key?: string | null;
  headers?: Record<string, string>;
  body?: string | Buffer<ArrayBuffer>;
}

async function expectRefusal(asked: ReturnType<typeof ask>, status: number, reason: string) {
  const { json, headers, ...answer } = await asked;
  expect(answer.status).toBe(status);
  const { error } = json;
  expect(error.details?.reason ?? error.code).toBe(reason);
  expect(error.request_id).toBe(headers.get('x-request-id'));
  const wire = { status, headers: Object.fromEntries(headers), body: answer.text };
  expect(judge.validate(undefined, wire)).toEqual([]);
}

describe('the mock', () => {
  test('accepts an API key as a bearer token, and refuses two different ones', async () => {
    const headers = { authorization: 'Bearer any' };
    expect((await ask('GET', '/v2/customers', { key: null, headers })).status).toBe(200);
    expect((await ask('GET', '/v2/customers', { key: 'any', headers })).status).toBe(200);
    await expectRefusal(ask('GET', '/v2/customers', { key: 'other', headers }), 401, 'malformed_key');
  });

  test('rejects a request without an API key before all other checks', async () => {
    await expectRefusal(ask('PUT', UPSERT, { key: null, body: GOOD }), 401, 'missing_key');
    await expectRefusal(ask('GET', '/v2/nothing', { key: null }), 401, 'missing_key');
    await expectRefusal(
      ask('PUT', UPSERT, { key: '', body: '{', headers: { prefer: 'code=999' } }),
      401,
      'missing_key',
    );
    expect((await ask('GET', '/v2/customers', { key: null })).headers.get('www-authenticate')).toMatch(
      /^ApiKey /,
    );
  });

  test.each(['x', 'rk_live_mistyped', 'rk_sandbox_', '"quoted"'])('accepts %s as an API key', async (key) => {
    expect((await ask('PUT', UPSERT, { key, body: GOOD })).status).toBe(201);
  });
});

describe('the mock rejects, with a standard error body,', () => {
  test.each<[string, string, string, Asking, number, string]>([
    ['a body that is not JSON', 'PUT', UPSERT, { body: '{"email":' }, 400, 'malformed_json'],
    ['no body', 'PUT', UPSERT, {}, 400, 'validation_error'],
    ['a body without an email', 'PUT', UPSERT, { body: '{}' }, 400, 'validation_error'],
    ['a body of another kind', 'PUT', UPSERT, { body: '[]' }, 400, 'validation_error'],
    [
      'a body deeper than 32',
      'PUT',
      UPSERT,
      { body: `${'['.repeat(40)}${']'.repeat(40)}` },
      400,
      'body_too_deep',
    ],
    ['a body deeper than the stack', 'PUT', UPSERT, { body: '['.repeat(500_000) }, 400, 'body_too_deep'],
    [
      'a body over 1 MiB',
      'PUT',
      UPSERT,
      { body: `{"email":"${'x'.repeat(1 << 20)}"}` },
      413,
      'payload_too_large',
    ],
    [
      'bytes that are not UTF-8',
      'PUT',
      UPSERT,
      { body: Buffer.from([0x22, 0xff, 0x22]) },
      400,
      'malformed_json',
    ],
    [
      'another content type',
      'PUT',
      UPSERT,
      { body: GOOD, headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
    ],
    [
      'a batch without a source',
      'PUT',
      '/v2/customers/external/batch',
      { body: '{"customers":[]}' },
      400,
      'validation_error',
    ],
    ['an unknown query parameter', 'GET', '/v2/customers?page=2', {}, 400, 'validation_error'],
    ['a limit that is no number', 'GET', '/v2/customers?limit=ten', {}, 400, 'validation_error'],
    ['an id that is no UUID', 'GET', '/v2/customers/cus_1', {}, 400, 'validation_error'],
    [
      'an external id of broken escapes',
      'PUT',
      '/v2/customers/external/practicehub/%zz',
      { body: GOOD },
      400,
      'validation_error',
    ],
    [
      'an unknown version',
      'GET',
      '/v2/customers',
      { headers: { 'revkeen-version': '1999-01-01' } },
      400,
      'unsupported_version',
    ],
    [
      'an unwanted answer',
      'GET',
      '/v2/customers',
      { headers: { accept: 'text/html' } },
      406,
      'not_acceptable',
    ],
    ['another path', 'GET', '/v2/nothing', {}, 404, 'resource_missing'],
    ['another method', 'DELETE', '/v2/customers', {}, 405, 'method_not_allowed'],
  ])('%s', async (_title, method, path, asking, status, reason) => {
    await expectRefusal(ask(method, path, asking), status, reason);
    // `Prefer` for a success does not change that.
    const headers = { ...asking.headers, prefer: 'code=200' };
    await expectRefusal(ask(method, path, { ...asking, headers }), status, reason);
  });

  test('input that is not HTTP', async () => {
    expect((await sendRaw(origin, ['PUT / and more HTTP/1.1'])).status).toBe(400);
    const cut = await sendRaw(origin, [`PUT ${UPSERT} HTTP/1.1`, 'x-api-key: a', 'Content-Length: x'], GOOD);
    expect(cut).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
  });
});

describe('the mock', () => {
  test('responds to HEAD like GET, without the body', async () => {
    const got = await ask('GET', '/v2/customers');
    const head = await ask('HEAD', '/v2/customers');
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
  });

  test.each([`/${UPSERT}`, UPSERT.replace('/v2/', '/v2//'), `//${UPSERT}`])(
    'treats the slashes of %s as one',
    async (path) => {
      expect(
        (
          await sendRaw(
            origin,
            [
              `PUT ${path} HTTP/1.1`,
              'x-api-key: a',
              'content-type: application/json',
              `content-length: ${GOOD.length}`,
            ],
            GOOD,
          )
        ).status,
      ).toBe(201);
    },
  );

  test('with an allowed origin lets its pages send Prefer and read every header', async () => {
    const response = await fetch(`${origin}/v2/customers`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://clinic.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'prefer, x-api-key',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('prefer, x-api-key');
    const { headers } = await ask('PUT', UPSERT, {
      body: GOOD,
      headers: { origin: 'https://clinic.example' },
    });
    expect(headers.get('access-control-expose-headers')).toContain('Upsert-Outcome');
  });

  test('without an allowed origin lets no page call it', async () => {
    await using closed = await startMock();
    const response = await fetch(`${closed.url}/customers`, {
      headers: { origin: 'https://clinic.example', 'x-api-key': 'a' },
    });
    expect(response.status).toBe(200);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('serves health, readiness and spec without an API key', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/openapi.yaml']) {
      expect((await fetch(origin + path)).status, path).toBe(200);
    }
  });

  test('works with the typed client of upsertd', async () => {
    const { outcome, data } = (await mock.client.customers.upsert('practicehub', 'PAT-12345', {
      email: 'a@example.com',
    })) as { outcome: string; data: { name?: string } };
    expect(outcome).toBe('created');
    expect(data.name).toBe('Ingrid Solberg');
  });
});
