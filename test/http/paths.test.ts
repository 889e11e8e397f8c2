import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const ask = (requestLine: string, ...headers: string[]) =>
  sendRaw(server.url, [`${requestLine} HTTP/1.1`, `x-api-key: ${server.key}`, ...headers]);

describe('a path', () => {
  test.each(['//v2/customers', '/v2//customers', '///v2///customers', '/v2//customers?limit=1'])(
    'after a base URL that ends in a slash works: %s',
    async (path) => {
      expect((await ask(`GET ${path}`)).status).toBe(200);
    },
  );

  test.each(['/V2/customers', '/v2/Customers', '/v2/CUSTOMERS/0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10'])(
    'matches case exactly: %s returns 404',
    async (path) => {
      const { status, body } = await ask(`GET ${path}`);
      expect(status).toBe(404);
      expect(body.error.code).toBe('resource_missing');
    },
  );

  test.each([
    '/',
    '/v1/customers',
    '/v2',
    '/v2/',
    '/v2/customer',
    '/v2/customers/a/b',
    '/v2/customers/external/practicehub',
  ])('that the spec does not have is a 404: %s', async (path) => {
    const { status, body } = await ask(`GET ${path}`);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      code: 'resource_missing',
      message: expect.stringMatching(/^There is nothing here/),
    });
  });

  test('with a host from a proxy is read without the host', async () => {
    expect((await ask('GET http://customers.example/v2/customers?limit=1')).status).toBe(200);
    expect((await ask('GET HTTPS://customers.example:8443/healthz')).status).toBe(200);
    expect((await ask('GET http://customers.example')).body.error.code).toBe('resource_missing');
  });

  test('with an invalid host from a proxy is read too', async () => {
    expect((await ask('GET http://[nonsense:x/v2/customers?limit=1')).status).toBe(200);
  });
});

describe('a method', () => {
  test.each([
    ['DELETE', '/v2/customers', 'GET, HEAD, POST'],
    ['PUT', '/v2/customers', 'GET, HEAD, POST'],
    ['OPTIONS', '/v2/customers', 'GET, HEAD, POST'],
    ['DELETE', '/v2/customers/0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10', 'GET, HEAD, PATCH'],
    ['POST', '/v2/customers/external/practicehub/PAT-1', 'GET, HEAD, PUT'],
    ['PATCH', '/v2/customers/0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10/orders', 'GET, HEAD'],
    ['TRACE', '/v2/customers', 'GET, HEAD, POST'],
  ])('%s on %s is a 405 that allows %s', async (method, path, allow) => {
    const { status, headers, body } = await ask(`${method} ${path}`);
    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', code: 'method_not_allowed' });
  });

  test('HEAD gets the response of GET without the body', async () => {
    const get = await ask('GET /v2/customers');
    const head = await ask('HEAD /v2/customers');
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    expect(await ask('HEAD /v2/customers/0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10')).toMatchObject({
      status: 404,
      text: '',
    });
    expect(await ask('HEAD /v2/customers?limit=0')).toMatchObject({ status: 400, text: '' });
  });
});
