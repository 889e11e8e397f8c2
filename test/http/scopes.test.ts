import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
const { operations } = loadContract();

/** Calls an operation with the minimum that passes the scope check. */
function call(method: string, path: string, key: string) {
  const filled = path
    .replace('{source}', 'practicehub')
    .replace('{externalId}', 'PAT-1')
    .replace(/\{\w+\}/, ID);
  const request = server.as(key)[method as 'get'](filled);
  return method === 'get' ? request : request.send({});
}

describe.each(operations.map(({ id, method, path, scope }) => [id, method, path, scope] as const))(
  '%s',
  (_id, method, path, scope) => {
    const [resource = '', action] = scope.split(':');

    test.each([[], [`${resource}:other`], [`other:${action}`], ['other:*']])(
      `needs ${scope}; %s is not enough`,
      async (...scopes) => {
        const { status, body } = await call(method, path, await server.addKey({ scopes }));
        expect(status).toBe(403);
        expect(body.error).toMatchObject({
          type: 'authorization_error',
          code: 'permission_denied',
          details: { reason: 'insufficient_scope', required: [scope] },
        });
      },
    );

    test.each([scope, `${resource}:*`, '*'])(`needs ${scope}; %s is enough`, async (granted) => {
      const { status, body } = await call(
        method,
        path,
        await server.addKey({ scopes: ['other:read', granted] }),
      );
      // The path of a sync state names a merchant, here another one than the key's.
      if (status === 403) expect(body.error.details).toEqual({ reason: 'merchant_mismatch' });
      else expect([200, 400, 404]).toContain(status);
    });
  },
);

test('an API key with only a write scope cannot read what it wrote', async () => {
  const key = await server.addKey({ scopes: ['customers:write'] });
  const path = '/v2/customers/external/practicehub/write-only';
  expect((await server.as(key).put(path).send({ email: 'write.only@example.com' })).status).toBe(201);
  expect((await server.as(key).get(path)).status).toBe(403);
});

test('an API key without the scope gets the same response for existing and unknown customers', async () => {
  const key = await server.addKey({ scopes: ['orders:read'] });
  const { body } = await server.as().post('/v2/customers').send({ email: 'hidden@example.com' });
  const responses = [
    await server.as(key).get(`/v2/customers/${body.data.id}`),
    await server.as(key).get(`/v2/customers/${ID}`),
  ];
  expect(responses.map(({ status }) => status)).toEqual([403, 403]);
});
