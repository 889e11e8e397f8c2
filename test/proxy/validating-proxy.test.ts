import { once } from 'node:events';
import { type IncomingMessage, request as startRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { exchangeBytes } from '../http/raw-exchange.ts';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { sendBytes } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';
import { startProxy, startTarget } from './validated-proxy.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const GOOD = JSON.stringify({ email: 'kari@example.com' });
const headers = (more: Record<string, string> = {}) => ({
  'x-api-key': server.key,
  'content-type': 'application/json',
  ...more,
});
/** The headers of each response of the API. */
const COMMON_HEADERS = {
  'X-Request-Id': 'req_1',
  'RevKeen-Version': '2026-05-01',
  'Content-Type': 'application/json',
};
const PAGE = JSON.stringify({ data: [], pagination: { limit: 20, offset: 0, total: 0, hasMore: false } });

describe('the proxy finds', () => {
  test('no violation of our server, also not in its refusals of invalid requests', async () => {
    const { url, results, coverage, found } = await startProxy(server.url);
    const path = freshPath();
    for (const [method, where, init] of [
      ['PUT', path, { body: GOOD }],
      ['PUT', path, { body: GOOD }],
      ['PUT', path, { body: '{"email"' }],
      ['PUT', path, { body: '{}' }],
      ['GET', path, {}],
      ['GET', '/v2/customers?limit=0', {}],
      ['GET', '/v2/customers/0198c5e0-0000-7000-8000-000000000000', {}],
      ['DELETE', '/v2/customers', {}],
      ['GET', '/v2/nothing', {}],
      ['HEAD', '/v2/customers', {}],
    ] as const) {
      await (await fetch(url + where, { method, headers: headers(), ...init })).text();
    }
    await (await fetch(`${url}/v2/customers`)).text();
    await found(11);
    expect(results.flatMap(({ response: answer }) => answer)).toEqual([]);
    expect(results.map(({ request }) => request.length > 0)).toEqual([
      false,
      false,
      true,
      true,
      false,
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
    const seen = coverage.report().lines.filter(({ count }) => count > 0);
    expect(seen.map(({ operation, status, example }) => `${operation} ${status} ${example}`).sort()).toEqual([
      'getCustomer 404 resource_missing',
      'getCustomerByExternalId 200 customer',
      'listCustomers 400 validation_error',
      'listCustomers 401 missing_key',
      'upsertCustomerByExternalId 200 unchanged',
      'upsertCustomerByExternalId 201 created',
      'upsertCustomerByExternalId 400 malformed_json',
      'upsertCustomerByExternalId 400 validation_error',
    ]);
  });

  test.each<[string, number, Record<string, string>, string, RegExp]>([
    [
      'a missing header',
      200,
      { 'X-Request-Id': 'req_1', 'Content-Type': 'application/json' },
      PAGE,
      /header RevKeen-Version is missing/,
    ],
    [
      'another content type',
      200,
      { ...COMMON_HEADERS, 'Content-Type': 'text/html' },
      PAGE,
      /content type is text\/html/,
    ],
    [
      'an undeclared field',
      200,
      COMMON_HEADERS,
      PAGE.replace('{', '{"more":1,'),
      /additional properties: more/,
    ],
    ['an undeclared status', 204, COMMON_HEADERS, '', /status 204 is not declared for listCustomers/],
    [
      'an error of another shape',
      500,
      COMMON_HEADERS,
      '{"message":"no"}',
      /body must have required property 'error'/,
    ],
    ['JSON that is cut off', 200, COMMON_HEADERS, PAGE.slice(0, -1), /the body is not JSON/],
  ])('%s in a response', async (_title, status, sent, body, violation) => {
    const { url, results, found } = await startProxy(
      await startTarget((_request, response) => void response.writeHead(status, sent).end(body)),
    );
    await (await fetch(`${url}/v2/customers`, { headers: headers() })).text();
    await found();
    expect(results[0]?.response.join('; ')).toMatch(violation);
    expect(results[0]?.request).toEqual([]);
  });

  test.each<[string, string, RequestInit, RegExp]>([
    ['a missing key', '/v2/customers', { headers: {} }, /header x-api-key is missing/],
    [
      'two different keys',
      '/v2/customers',
      { headers: { 'x-api-key': 'a', authorization: 'Bearer b' } },
      /headers x-api-key and Authorization contain different keys/,
    ],
    ['an unknown parameter', '/v2/customers?limit=5&page=2', {}, /query page is not a parameter/],
    [
      'a wrong parameter after a second question mark',
      '/v2/customers?search=a?b&limit=x',
      {},
      /query limit must be/,
    ],
    [
      'a wrong body',
      '/v2/customers',
      { method: 'POST', body: '{"email":7}' },
      /body\.email must be a string/,
    ],
    [
      'another content type',
      '/v2/customers',
      { method: 'POST', body: GOOD, headers: { 'content-type': 'text/plain' } },
      /content type is text\/plain/,
    ],
    ['a parameter given twice', '/v2/customers?limit=5&limit=5', {}, /query limit is given more than once/],
    ['an unreadable path parameter', '/v2/customers/%ff', {}, /path id has a % without two hexadecimal/],
    [
      'a condition on an operation without one',
      '/v2/customers',
      { method: 'POST', body: GOOD, headers: { 'content-type': 'application/json', 'if-match': '*' } },
      /header If-Match is not possible on this operation/,
    ],
    [
      'a wrong item of a batch',
      '/v2/customers/external/batch',
      { method: 'PUT', body: '{"source":"crm","customers":[{"external_id":"1","email":7}]}' },
      /body\.customers\.0\.email must be a string/,
    ],
    ['an unknown path', '/v2/customer', {}, /the path is not in the spec/],
    ['an undeclared method', '/v2/customers', { method: 'PATCH' }, /PATCH is not declared for this path/],
  ])('%s in a request', async (_title, path, init, violation) => {
    const { url, results, found } = await startProxy(server.url);
    const own = init.headers ? init.headers : headers();
    await (
      await fetch(url + path, { ...init, headers: { ...('content-type' in own ? headers() : {}), ...own } })
    ).text();
    await found();
    expect(results[0]?.request.join('; ')).toMatch(violation);
    expect(results[0]?.response).toEqual([]);
  });

  test.each([
    ['a media type in upper case', 'APPLICATION/JSON'],
    ['a media type with a charset', 'application/json; charset=UTF-8'],
  ])('no violation in a request with %s, which the server accepts', async (_name, type) => {
    const { url, results, found } = await startProxy(server.url);
    const reply = await fetch(url + freshPath(), {
      method: 'PUT',
      headers: headers({ 'content-type': type }),
      body: JSON.stringify({ email: freshEmail() }),
    });
    expect(reply.status).toBe(201);
    await found();
    expect(results[0]?.request).toEqual([]);
  });
});

describe('the proxy', () => {
  test('changes only the host and the connection headers of a request', async () => {
    let seen: { line: string; raw: string[]; body: string } | undefined;
    const target = await startTarget(async (request, response) => {
      seen = {
        line: `${request.method} ${request.url}`,
        raw: request.rawHeaders,
        body: (await buffer(request)).toString('latin1'),
      };
      response.end();
    });
    const { url } = await startProxy(target);
    const lines = [
      'PUT /v2/customers/external/a//b/../%2e%2E/%2f?q=a?b&&=%zz HTTP/1.1',
      'Host: proxy.example',
      'X-API-Key: one',
      'x-ApI-kEy: two',
      'ACCEPT:  text/html ',
      'X-Hop: gone',
      'Connection: close, x-hop',
      'TE: trailers',
      'Content-Length: 4',
    ];
    await exchangeBytes(url, `${lines.join('\r\n')}\r\n\r\n\u0000{\u00ff"`);
    expect(seen?.line).toBe('PUT /v2/customers/external/a//b/../%2e%2E/%2f?q=a?b&&=%zz');
    expect(seen?.body).toBe('\u0000{\u00ff"');
    expect(seen?.raw.slice(0, 10)).toEqual([
      'Host',
      new URL(target).host,
      'X-API-Key',
      'one',
      'x-ApI-kEy',
      'two',
      'ACCEPT',
      'text/html',
      'Content-Length',
      '4',
    ]);
    expect(seen?.raw.slice(10)).toEqual(['Connection', 'keep-alive']);
  });

  test('changes only the connection headers of a response', async () => {
    const raw = [
      'X-Request-ID',
      'req_1',
      'set-cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Connection',
      'x-hop',
      'X-Hop',
      'gone',
      'Content-Length',
      '4',
    ];
    const target = await startTarget((_request, response) => {
      response.sendDate = false;
      response.writeHead(299, 'Quite Fine', raw).end(Buffer.from('\u0000{\u00ff"', 'latin1'));
    });
    const { url } = await startProxy(target);
    const answer = await exchangeBytes(
      url,
      'GET /v2/customers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toBe(
      [
        'HTTP/1.1 299 Quite Fine',
        'X-Request-ID: req_1',
        'set-cookie: a=1',
        'Set-Cookie: b=2',
        'Content-Length: 4',
        'Connection: close',
        '',
        '\u0000{\u00ff"',
      ].join('\r\n'),
    );
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('forwards a body in %s unchanged, and validates its decoded form', async (coding, compress) => {
    const packed = compress(Buffer.from(PAGE));
    const target = await startTarget(
      (_request, response) =>
        void response.writeHead(200, { ...COMMON_HEADERS, 'Content-Encoding': coding }).end(packed),
    );
    const { url, results, found } = await startProxy(target);
    const [answer] = (await once(
      startRequest(`${url}/v2/customers`, { headers: headers() }).end(),
      'response',
    )) as [IncomingMessage];
    expect(await buffer(answer)).toEqual(packed);
    await found();
    expect(results).toMatchObject([{ operation: { id: 'listCustomers' }, request: [], response: [] }]);
  });

  test('validates the decoded form of a compressed request', async () => {
    const { url, results, found } = await startProxy(server.url);
    const init = { method: 'PUT', headers: headers({ 'content-encoding': 'gzip' }) };
    const good = await fetch(url + freshPath(), { ...init, body: gzipSync('{"email":"gz@example.com"}') });
    expect(good.status).toBe(201);
    expect((await fetch(url + freshPath(), { ...init, body: gzipSync('{"email":1}') })).status).toBe(400);
    await found(2);
    expect(results).toMatchObject([{ request: [] }, { request: [expect.stringMatching(/^body\.email/)] }]);
  });

  test('finds a violation in a response that names a content coding but is not encoded', async () => {
    const target = await startTarget(
      (_request, response) =>
        void response.writeHead(200, { ...COMMON_HEADERS, 'Content-Encoding': 'gzip' }).end('plain'),
    );
    const { url, results, found } = await startProxy(target);
    const [answer] = (await once(
      startRequest(`${url}/v2/customers`, { headers: headers() }).end(),
      'response',
    )) as [IncomingMessage];
    expect((await buffer(answer)).toString()).toBe('plain');
    await found();
    expect(results[0]?.response).toEqual(['the body is not JSON']);
  });

  test('streams bodies in both directions', async () => {
    const target = await startTarget((request, response) => {
      response.writeHead(200);
      request.pipe(response);
    });
    const { url } = await startProxy(target);
    const asking = startRequest(url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
    asking.write('first');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(String((await once(answer, 'data'))[0])).toBe('first');
    asking.end('last');
    expect((await buffer(answer)).toString()).toBe('last');
  });

  test('forwards a body of 17 MiB whole, and reports that it is too large to validate', async () => {
    let received = 0;
    const target = await startTarget((request, response) => {
      request.on('data', (chunk) => {
        received += chunk.length;
      });
      request.on('end', () => void response.writeHead(413, COMMON_HEADERS).end('{}'));
    });
    const { url, unvalidated, results, found } = await startProxy(target);
    const body = Buffer.alloc(17 * 1024 * 1024, 0x20);
    expect((await fetch(url, { method: 'POST', body })).status).toBe(413);
    expect(received).toBe(body.length);
    await found();
    expect([unvalidated, results]).toEqual([['a body was too large to validate'], []]);
  });

  test('puts the path of the target before the path of each request', async () => {
    const paths: (string | undefined)[] = [];
    const target = await startTarget((request, response) => {
      paths.push(request.url);
      response.writeHead(200, COMMON_HEADERS).end(PAGE);
    });
    for (const base of [`${target}/staging`, `${target}/staging/`, target, `${target}/`]) {
      const { url, results, found } = await startProxy(base);
      await (await fetch(`${url}/v2/customers?limit=1`, { headers: headers() })).text();
      await found();
      expect(results[0]?.operation?.id).toBe('listCustomers');
    }
    expect(paths).toEqual(['/staging', '/staging', '', ''].map((prefix) => `${prefix}/v2/customers?limit=1`));
  });
});

describe('when one side disconnects', () => {
  test('the proxy responds with 502, in the format of all errors, if it cannot reach the server', async () => {
    const { url, unvalidated } = await startProxy('http://127.0.0.1:1');
    const response = await fetch(`${url}/v2/customers`, { headers: headers({ 'x-request-id': 'mine' }) });
    expect(response.status).toBe(502);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('x-request-id')).toBe('mine');
    expect(await response.json()).toEqual({
      error: {
        type: 'api_error',
        code: 'unavailable',
        message: 'The server behind this proxy cannot be reached.',
        request_id: 'mine',
      },
    });
    expect(unvalidated).toEqual(['the server behind cannot be reached']);
  });

  test('the proxy responds with 502, which says that the request was not sent, if the certificate of the server is not trusted', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'a' }], { keyType: 'ec' });
    const target = createServer({ cert, key }).listen(0, '127.0.0.1');
    onTestFinished(() => void target.close());
    await once(target, 'listening');
    const { url } = await startProxy(`https://127.0.0.1:${(target.address() as AddressInfo).port}`);
    const response = await fetch(`${url}/v2/customers`, { method: 'POST', headers: headers(), body: GOOD });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { message: 'The server behind this proxy cannot be reached.' },
    });
  });

  test('the proxy cuts off and reports a response that the server cuts off', async () => {
    const target = await startTarget((_request, response) => {
      response.writeHead(200, { ...COMMON_HEADERS, 'Content-Length': '100' });
      response.write('{"data"');
      setTimeout(() => response.destroy(), 20);
    });
    const { url, unvalidated, results, found } = await startProxy(target);
    await expect(
      fetch(`${url}/v2/customers`, { headers: headers() }).then((response) => response.text()),
    ).rejects.toThrow();
    await found();
    expect([unvalidated, results]).toEqual([['the response was cut off'], []]);
  });

  test.each([
    ['before its response arrives', { method: 'GET' }],
    ['before its request is complete', { method: 'POST', headers: { 'content-length': '10' } }],
  ])(
    'the proxy closes the connection to the server if the client disconnects %s, and reports no violation',
    async (_title, init) => {
      const asked = Promise.withResolvers<IncomingMessage>();
      const target = await startTarget((request) => asked.resolve(request.on('error', () => {})));
      const { url, unvalidated, results } = await startProxy(target);
      const asking = startRequest(`${url}/v2/customers`, init).on('error', () => {});
      if (init.method === 'GET') asking.end();
      else asking.write('{');
      const request = await asked.promise;
      const closed = new Promise((resolve) => request.once('close', resolve));
      asking.destroy();
      await closed;
      expect([unvalidated, results]).toEqual([[], []]);
    },
  );

  test('the proxy refuses input that is not HTTP as our server does', async () => {
    const { url } = await startProxy(server.url);
    expect(await sendBytes(url, 'HELO\r\n\r\n')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request' } },
    });
  });
});
