import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

describe('a request id', () => {
  test.each(['a', 'req_sync-2026.11.23', 'A'.repeat(128)])(
    'that is well-formed is returned: %s',
    async (id) => {
      const { headers } = await server.as().get('/v2/customers').set('X-Request-Id', id);
      expect(headers['x-request-id']).toBe(id);
      const { body } = await server.as().get('/v2/customers?limit=0').set('X-Request-Id', id);
      expect(body.error.request_id).toBe(id);
    },
  );

  test.each(['', 'two words', 'a/b', 'a'.repeat(129), 'x"y', '<script>', 'a,b'])(
    'that is malformed is replaced by a new one: "%s"',
    async (id) => {
      const { headers, body } = await server.as(null).get('/v2/customers').set('X-Request-Id', id);
      expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{24}$/);
      expect(body.error.request_id).toBe(headers['x-request-id']);
    },
  );

  test('that is sent twice is replaced by a new one', async () => {
    const twice = ['X-Request-Id: a', 'X-Request-Id: a'];
    const { headers } = await sendRaw(server.url, ['GET /v2/customers HTTP/1.1', ...twice]);
    expect(headers['x-request-id']).toMatch(/^req_/);
  });

  test('that the server makes is different each time', async () => {
    const ids = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await server.as().get('/v2/customers')).headers['x-request-id'],
      ),
    );
    expect(new Set(ids).size).toBe(20);
  });
});

describe('the version', () => {
  test.each([
    ['get', '/v2/customers', 200],
    ['get', '/v2/customers?limit=0', 400],
    ['get', '/v2/nowhere', 404],
    ['delete', '/v2/customers', 405],
  ] as const)('is in each response: %s %s returns %i', async (method, path, status) => {
    for (const version of [undefined, '2026-05-01']) {
      const request = server.as()[method](path);
      const answer = await (version ? request.set('RevKeen-Version', version) : request);
      expect(answer.status).toBe(status);
      expect(answer.headers['revkeen-version']).toBe('2026-05-01');
    }
  });

  test.each(['2025-01-01', '2026-05-02', 'latest', '', '2026-05-01, 2026-05-01'])(
    'that is not supported returns 400 for every client: "%s"',
    async (version) => {
      for (const key of [server.key, null]) {
        const { status, headers, body } = await server
          .as(key)
          .get('/v2/customers')
          .set('RevKeen-Version', version);
        expect(status).toBe(400);
        expect(headers['revkeen-version']).toBe('2026-05-01');
        expect(body.error).toMatchObject({
          code: 'invalid_request',
          param: 'RevKeen-Version',
          details: { reason: 'unsupported_version' },
        });
      }
    },
  );
});

describe('a response', () => {
  test.each([
    ['get', '/v2/customers', 200],
    ['post', '/v2/customers', 400],
    ['get', '/v2/customers/0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10', 404],
    ['get', '/nowhere', 404],
    ['patch', '/v2/customers', 405],
  ] as const)('is JSON and is not for sharing: %s %s is a %i', async (method, path, status) => {
    const answer = await server.as()[method](path);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.text)),
      'cache-control': 'private, no-cache',
    });
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  test('is in UTF-8, and its Content-Length counts bytes', async () => {
    const path = '/v2/customers/external/practicehub/utf-8';
    const { text, headers } = await server.as().put(path).send({ email: 'utf8@example.com', name: 'Åse 😀' });
    expect(text).toContain('Åse 😀');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  });
});

describe('routes that need no API key', () => {
  test.each([
    ['/healthz', 'application/json'],
    ['/readyz', 'application/json'],
    ['/openapi.json', 'application/json'],
    ['/openapi.yaml', 'application/yaml'],
  ])('is %s', async (path, type) => {
    await server.warm();
    const { status, headers } = await server.as(null).get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain(type);
    expect((await server.as(null).head(path)).status).toBe(200);
    expect((await server.as(null).post(path)).body.error.code).toBe('method_not_allowed');
  });
});
