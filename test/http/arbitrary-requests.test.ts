import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { freshEmail, freshNumber } from '../support/fresh.ts';
import { RawClient, type RawReply } from '../support/raw-client.ts';
import { TestServer } from '../support/test-server.ts';

const { operations } = loadContract();
const writes = operations.filter(({ body }) => body);
const lists = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'limit'));

/** Many requests take long on a busy machine. */
const PATIENCE_MS = 120_000;

let server: TestServer;
let client: RawClient;
let customerId: string;
beforeAll(async () => {
  server = await TestServer.start();
  client = new RawClient(server.url);
  customerId = (await server.as().post('/v2/customers').send({ email: freshEmail() })).body.data.id;
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const customerIdLike = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

const fillIn = (path: string) =>
  path
    .replace('{source}', 'any')
    .replace('{externalId}', `X-${freshNumber()}`)
    .replace(/\{\w+\}/, customerId);

const send = (method: string, path: string, body?: string | Uint8Array) =>
  client.send(
    method.toUpperCase(),
    path,
    { 'x-api-key': server.key, 'content-type': 'application/json' },
    body,
  );

const versions = async () =>
  JSON.stringify(JSON.parse((await send('get', '/v2/customers?limit=1')).text).pagination.total) +
  (await send('get', `/v2/customers/${customerId}`)).text;

/** The server has already validated the response against the spec. The status must not be 500 either. */
function expectPlanned({ status, text }: RawReply) {
  expect(status).toBeLessThan(500);
  if (status < 400) return;
  const { error } = JSON.parse(text);
  expect(error).toMatchObject({
    type: expect.any(String),
    code: expect.any(String),
    message: expect.any(String),
  });
}

async function expectNothingStoredWhenRefused({ method, path }: Operation, body: string | Uint8Array) {
  const before = await versions();
  const reply = await send(method, fillIn(path), body);
  expectPlanned(reply);
  if (reply.status >= 400) expect(await versions()).toBe(before);
}

const text = fc.string({
  unit: fc.oneof(fc.constantFrom(...'aZ0 "\\%&/.+@\u0000\u001eåΣ😀'), fc.constant('\ud800')),
});
const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1, 1.5, 1e300, 2 ** 53, 'no', '2026-11-20T09:30:00Z', 'kari@example.com'),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;

describe.each(writes.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  const names = Object.keys(operation.body?.schema.properties ?? {});
  const nearlyRight = fc
    .dictionary(fc.constantFrom(...names, '__proto__', 'unknown'), anyJson, { maxKeys: 6 })
    .map((fields) => ({ email: freshEmail(), ...fields }));

  test('never returns 500 for arbitrary JSON, and stores nothing from a rejected request', {
    timeout: PATIENCE_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyJson, nearlyRight, nearlyRight), async (value) => {
        await expectNothingStoredWhenRefused(operation, JSON.stringify(value) ?? 'null');
      }),
      { numRuns: 150 },
    );
  });

  test('never returns 500 for arbitrary bytes', { timeout: PATIENCE_MS }, async () => {
    const scraps = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'u0', '1e9', '-', 'true', '"email"', '\n'),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      scraps.map((pieces) => Buffer.from(pieces.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, (body) => expectNothingStoredWhenRefused(operation, body)),
      { numRuns: 60 },
    );
  });
});

describe.each(lists.map((operation) => [operation.id, operation] as const))(
  '%s',
  (_id, { path, parameters }) => {
    const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    const value = fc.oneof(
      text.map((sent) => encodeURIComponent(sent.toWellFormed())),
      fc.string({ unit: fc.constantFrom(...'aB1"*()^:+-@%&=.,;[]{}/?|~`\'<>\\#!$'), maxLength: 12 }),
      fc.constantFrom(
        '',
        '1',
        '0',
        '-1',
        '101',
        '1e3',
        '1e400',
        'NaN',
        'null',
        '%',
        '%ff',
        customerIdLike,
        '2026-11-20T09:30:00Z',
        'active',
      ),
    );
    const name = fc.oneof(
      { arbitrary: fc.constantFrom(...names), weight: 4 },
      fc.constantFrom('__proto__', 'limit[]', 'x', '', 'LIMIT'),
    );
    const query = fc
      .array(fc.tuple(name, value), { maxLength: 4 })
      .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));

    test('never returns 500 for an arbitrary query', { timeout: PATIENCE_MS }, async () => {
      await fc.assert(
        fc.asyncProperty(query, async (sent) => expectPlanned(await send('get', `${fillIn(path)}?${sent}`))),
        { numRuns: path.endsWith('/customers') ? 300 : 75 },
      );
    });
  },
);

test('the server never returns 500 for an arbitrary path and method', { timeout: PATIENCE_MS }, async () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'v2',
      'V2',
      'customers',
      'external',
      'batch',
      'invoices',
      '',
      '.',
      '..',
      '%2E%2E',
      '%2F',
      '%00',
      '%ff',
      '%',
      '#',
      '*',
      '\\',
      customerIdLike,
    ),
    text.map((sent) => encodeURIComponent(sent.toWellFormed())),
  );
  const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);
  const likely = path.map((rest) => `/v2/customers${rest}`);
  const method = fc.constantFrom(
    'GET',
    'HEAD',
    'PUT',
    'POST',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'QUERY',
  );
  await fc.assert(
    fc.asyncProperty(method, fc.oneof(path, likely), async (verb, sent) => {
      const reply = await send(verb, sent, verb === 'GET' || verb === 'HEAD' ? undefined : '{}');
      expect(reply.status).toBeLessThan(500);
      if (verb !== 'HEAD') expectPlanned(reply);
    }),
    { numRuns: 300 },
  );
});
