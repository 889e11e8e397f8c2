import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { sendBytes } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** The head of an upsert, with these headers in place of the usual ones. */
function head(more: Readonly<Record<string, string | null>> = {}, path = freshPath()): string {
  const headers = {
    Host: 'x',
    'x-api-key': server.key,
    'Content-Type': 'application/json',
    'Content-Length': '30',
    ...more,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return [`PUT ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

function open(): Socket {
  return connect(Number(new URL(server.url).port), '127.0.0.1');
}

/** Sends the head of a request, and reads until the server closes the connection. No byte of a body is sent. */
async function sendHead(text: string): Promise<string> {
  const socket = open();
  socket.write(text);
  return (await buffer(socket)).toString();
}

describe('Expect: 100-continue', () => {
  test.each<[string, Record<string, string | null>, number]>([
    ['a missing key', { 'x-api-key': null }, 401],
    ['an unknown key', { 'x-api-key': 'rk_sandbox_x' }, 401],
    ['a body that is too large', { 'Content-Length': '1048577' }, 413],
    ['another type', { 'Content-Type': 'text/plain' }, 415],
    ['another charset', { 'Content-Type': 'application/json; charset=utf-16' }, 415],
    ['an unknown coding', { 'Content-Encoding': 'snappy' }, 415],
    ['an Accept without JSON', { Accept: 'text/html' }, 406],
    ['another version', { 'RevKeen-Version': '1999-01-01' }, 400],
  ])('gets no 100 before the error that the headers decide: %s', async (_title, more, status) => {
    const received = await sendHead(head({ Expect: '100-continue', ...more }));
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(received).toMatch(/\r\nConnection: close\r\n/);
  });

  test('gets no 100 where no operation has the path or the method', async () => {
    expect(await sendHead(head({ Expect: '100-continue' }, '/v2/nothing'))).toMatch(/^HTTP\/1\.1 404 /);
    expect(await sendHead(head({ Expect: '100-continue' }, '/v2/customers'))).toMatch(/^HTTP\/1\.1 405 /);
  });

  test('gets 100 and then the response, and the connection stays usable', async () => {
    const socket = open();
    const body = JSON.stringify({ email: freshEmail() });
    const announced = head({ Expect: '100-continue', 'Content-Length': String(body.length) });
    for (let round = 0; round < 2; round += 1) {
      socket.write(announced);
      const [interim] = await once(socket, 'data');
      expect(String(interim)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
      socket.write(body);
      const [final] = await once(socket, 'data');
      expect(String(final)).toMatch(/^HTTP\/1\.1 20[01] /);
      expect(String(final)).not.toMatch(/\r\nConnection: close\r\n/);
    }
    socket.destroy();
  });
});

test('a body that is larger than the limit by its Content-Length is refused before it arrives', async () => {
  const socket = open();
  socket.write(head({ 'Content-Length': '900000000' }));
  const [received] = await once(socket, 'data');
  expect(String(received)).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test.each(['HTTP/1.1', 'HTTP/1.0'])(
  'a request of %s with more than one Host header is a 400',
  async (version) => {
    const lines = [`GET /v2/customers ${version}`, 'Host: a', 'HOST: b', `x-api-key: ${server.key}`, '', ''];
    const { status, body } = await sendBytes(server.url, lines.join('\r\n'));
    expect(status).toBe(400);
    expect(body.error.message).toBe('The request has more than one Host header. Send exactly one.');
  },
);

test.each(['"1",', ',"1"', '"0", ,"1"', ' , "1" , '])(
  'a list of ETags may have empty elements: %j',
  async (tags) => {
    const path = freshPath();
    await server.as().put(path).send({ email: freshEmail() }).expect(201);
    await server.as().get(path).set('If-None-Match', tags).expect(304);
    await server.as().get(path).set('If-Match', tags).expect(200);
  },
);

test.each([',', '"1" "2"', '1', '*,'])('a list of ETags may not be %j', async (tags) => {
  const path = freshPath();
  await server.as().put(path).send({ email: freshEmail() }).expect(201);
  await server.as().get(path).set('If-None-Match', tags).expect(400);
});

test.each(['/healthz', '/readyz', '/openapi.json', '/openapi.yaml', '/metrics'])(
  'a public route returns 405 with Allow for other methods: %s',
  async (path) => {
    for (const method of ['delete', 'post', 'put', 'patch'] as const) {
      const { status, headers, body } = await server.as(null)[method](path);
      expect([status, headers.allow, body.error.code]).toEqual([405, 'GET, HEAD', 'method_not_allowed']);
      expect(body.error.request_id).toBe(headers['x-request-id']);
    }
    const options = await server.as(null).options(path);
    expect([options.status, options.headers.allow]).toEqual([200, 'GET, HEAD']);
  },
);
