import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

interface Sent {
  version?: string;
  key?: string;
  method: string;
  path: string;
  accept: string;
  type: string;
  body: string;
}

function send({ version, key, method, path, accept, type, body }: Sent) {
  const headers = [
    `Accept: ${accept}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  if (version) headers.push(`RevKeen-Version: ${version}`);
  if (key) headers.push(`x-api-key: ${key}`);
  return sendRaw(server.url, [`${method} ${path} HTTP/1.1`, ...headers], body);
}

test('a request with every error gets one error after the other, in the order of the contract', async () => {
  const good = '{"email": "order@example.com"}';
  const sent: Sent = {
    version: '1999-01-01',
    method: 'DELETE',
    path: '/v2/nowhere',
    accept: 'text/html',
    type: 'text/plain',
    body: 'x'.repeat(2 ** 20 + 1),
  };
  const steps: [correction: Partial<Sent>, status: number, code: string, reason?: string][] = [
    [{}, 400, 'invalid_request', 'unsupported_version'],
    [{ version: '2026-05-01' }, 401, 'unauthenticated', 'missing_key'],
    [{ key: 'rk_live_nonsense' }, 401, 'unauthenticated', 'malformed_key'],
    [
      { key: await server.addKey({ scopes: [], cidrs: ['192.0.2.0/24'] }) },
      403,
      'permission_denied',
      'ip_not_allowed',
    ],
    [{ key: await server.addKey({ scopes: ['customers:read'] }) }, 404, 'resource_missing'],
    [{ path: '/v2/customers/external/batch/%zz?dry=1' }, 405, 'method_not_allowed'],
    [{ method: 'PUT' }, 403, 'permission_denied', 'insufficient_scope'],
    [{ key: await server.addKey({ scopes: ['customers:write'] }) }, 406, 'not_acceptable'],
    [{ accept: 'application/json' }, 413, 'payload_too_large'],
    [{ body: '{"email": ' }, 415, 'unsupported_media_type'],
    [{ type: 'application/json' }, 400, 'invalid_request', 'malformed_json'],
    [{ body: `{"email": ${'['.repeat(33)}` }, 400, 'invalid_request', 'body_too_deep'],
    [{ body: '{"email": 7}' }, 400, 'invalid_request', 'validation_error'],
  ];
  for (const [correction, status, code, reason] of steps) {
    const answer = await send(Object.assign(sent, correction));
    expect(answer.status, code).toBe(status);
    expect(answer.body.error).toMatchObject({ code, ...(reason && { details: { reason } }) });
  }
  const last = await send(sent);
  expect(Object.keys(last.body.error.details.fields as object).sort()).toEqual([
    'dry',
    'email',
    'externalId',
    'source',
  ]);

  const path = '/v2/customers/external/practicehub/order';
  expect((await send({ ...sent, path, body: good })).status).toBe(201);
});

test('a body is validated before the store looks up the customer', async () => {
  const path = '/v2/customers/0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
  expect((await server.as().patch(path).send({ email: 7 })).status).toBe(400);
  expect((await server.as().patch(path).send({ email: 'nobody@example.com' })).status).toBe(404);
});

test('a write with every later error gets one error after the other too', async () => {
  const path = '/v2/customers/external/practicehub/later';
  const put = (sent: { body: object; key: string; tag: string }) =>
    server.as().put(path).set('Idempotency-Key', sent.key).set('If-Match', sent.tag).send(sent.body);
  await server.as().post('/v2/customers').send({ email: 'taken@example.com' });
  const first = { email: 'later@example.com', external_updated_at: '2026-11-20T10:00:00Z' };
  await server.as().put(path).set('Idempotency-Key', 'used').send(first);

  const sent = { body: { email: 7 } as object, key: 'used', tag: '"7"' };
  const stale = { email: 'taken@example.com', external_updated_at: '2026-11-20T09:00:00Z' };
  const steps: [correction: Partial<typeof sent>, status: number, code?: string][] = [
    [{}, 409, 'idempotency_conflict'],
    [{ key: 'second' }, 400, 'invalid_request'],
    [{ body: stale }, 409, 'idempotency_conflict'],
    [{ key: 'third' }, 412, 'precondition_failed'],
    [{ tag: '"1"' }, 200],
    [{ body: { ...stale, external_updated_at: '2026-11-20T11:00:00Z' } }, 409, 'idempotency_conflict'],
    [{ key: 'fourth' }, 409, 'conflict'],
    [{ key: 'fifth', body: { ...first, name: 'Later' } }, 200],
  ];
  for (const [correction, status, code] of steps) {
    const answer = await put(Object.assign(sent, correction));
    expect([answer.status, answer.body.error?.code], JSON.stringify(sent)).toEqual([status, code]);
    expect(answer.headers).not.toHaveProperty('idempotency-replayed');
  }
});
