import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startMock } from '../../src/testing/start-mock.ts';
import { startProxy } from '../proxy/validated-proxy.ts';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { echo, get, listening, shown } from '../support/listening.ts';
import { exchangeAll, readResponses } from '../support/read-responses.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

function put(path: string, email: string, ...more: string[]): string {
  const body = JSON.stringify({ email });
  return [
    `PUT ${path} HTTP/1.1`,
    'Host: x',
    `x-api-key: ${server.key}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...more,
    '',
    body,
  ].join('\r\n');
}

const UNREADABLE: [string, string, number][] = [
  ['without a Host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ['that is not HTTP', 'hello\r\n\r\n', 400],
  [
    'whose headers are too large',
    `GET /healthz HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    431,
  ],
  [
    'whose chunks are broken',
    'PUT /v2/customers/external/wire/late HTTP/1.1\r\nHost: x\r\nx-api-key: KEY\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    400,
  ],
  ['that is a CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', 400],
  ['of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
];

describe('a write followed in the same packet by a request', () => {
  test.each(UNREADABLE)('%s is answered first, and the refusal second', async (_title, bytes, status) => {
    const [path, email] = [freshPath(), freshEmail()];
    const [first, second, ...more] = await exchangeAll(
      server.url,
      put(path, email) + bytes.replace('KEY', server.key),
    );
    expect(first?.status).toBe(201);
    expect(JSON.parse(first?.body ?? '').data.email).toBe(email);
    expect(second?.status).toBe(status);
    expect(JSON.parse(second?.body ?? '').error).toMatchObject({ code: 'invalid_request' });
    expect(more).toEqual([]);
  });

  test.each(UNREADABLE)('%s gets the same order from the mock', async (_title, bytes, status) => {
    const mock = await startMock();
    onTestFinished(() => mock.stop());
    const responses = await exchangeAll(
      mock.url,
      put(freshPath(), freshEmail()) + bytes.replace('KEY', server.key),
    );
    expect(responses.map((response) => response.status)).toEqual([201, status]);
  });

  test.each(UNREADABLE)('%s gets the same order from the proxy', async (_title, bytes, status) => {
    const { url } = await startProxy(server.url);
    const responses = await exchangeAll(
      url,
      put(freshPath(), freshEmail()) + bytes.replace('KEY', server.key),
    );
    expect(responses.map((response) => response.status)).toEqual([201, status]);
  });

  test('without a Host is answered first where it came as HTTP/1.0', async () => {
    const request = put(freshPath(), freshEmail(), 'Connection: keep-alive').replace('HTTP/1.1', 'HTTP/1.0');
    const responses = await exchangeAll(server.url, `${request}GET /healthz HTTP/1.1\r\n\r\n`);
    expect(responses.map(({ status }) => status)).toEqual([201, 400]);
  });
});

const LARGE = Buffer.alloc(12_000_000, 'z');
const LARGE_HEADERS = { 'Content-Length': LARGE.length };

describe.each(UNREADABLE)('before the refusal of a request %s', (_title, bytes, status) => {
  test('several slow requests get their responses in order', async () => {
    const held: [string, ServerResponse][] = [];
    const url = await listening((path, response) => {
      held.push([path, response]);
      // Later requests get their responses sooner.
      if (path === '/3') for (const [one, its] of held.reverse()) setImmediate(() => echo(one, its));
    });
    const responses = await exchangeAll(url, get('/1') + get('/2') + get('/3') + bytes);
    expect(shown(responses)).toEqual(['/1', '/2', '/3', status]);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['as a whole', (response) => response.writeHead(200, LARGE_HEADERS).end(LARGE)],
    ['as a stream', (response) => Readable.from(pieces()).pipe(response.writeHead(200, LARGE_HEADERS))],
  ])('a large response that is sent %s reaches a slow client completely', async (_way, respond) => {
    const url = await listening((path, response) => path === '/' && respond(response));
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(get('/') + bytes));
    await wait(200);
    const [first, ...more] = readResponses((await buffer(socket)).toString('latin1'));
    expect(first?.body.length).toBe(LARGE.length);
    expect(more.map((response) => response.status)).toEqual([status]);
  });

  test('a request without a response gets no other one, and the connection closes', async () => {
    const url = await listening((path, response) => path !== '/never' && echo(path, response), {
      answerTimeoutMs: 300,
    });
    const responses = await exchangeAll(url, get('/1') + get('/never') + get('/3') + bytes);
    expect(shown(responses)).toEqual(['/1']);
  });

  test('a slow response reaches a client that has ended its side', async () => {
    const url = await listening((path, response) => void setTimeout(() => echo(path, response), 50));
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.end(get('/1') + bytes));
    const [first, second] = readResponses((await buffer(socket)).toString('latin1'));
    expect([first?.body, second?.status]).toEqual(['/1', status]);
  });

  test('a response that closes the connection is the last one', async () => {
    const url = await listening(echo);
    const responses = await exchangeAll(url, get('/1', 'Connection: close') + bytes);
    expect(shown(responses)).toEqual(['/1']);
  });

  test('a client may reset the connection, and the server goes on', async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    const url = await listening((path, response) =>
      path === '/held' ? arrived.resolve(response) : echo(path, response),
    );
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(get('/held') + bytes));
    const response = await arrived.promise;
    const closed = once(response, 'close');
    socket.resetAndDestroy();
    await closed;
    expect(shown(await exchangeAll(url, get('/1', 'Connection: close')))).toEqual(['/1']);
  });
});

function* pieces() {
  for (let at = 0; at < LARGE.length; at += 100_000) yield LARGE.subarray(at, at + 100_000);
}
