import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail } from '../support/fresh.ts';
import { sendBytes, sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const key = () => `x-api-key: ${server.key}`;
const listLine = 'GET /v2/customers HTTP/1.1';

describe('input that is not HTTP', () => {
  test.each<[string, string, number, RegExp]>([
    ['no request line', 'hello\r\n\r\n', 400, /not HTTP/],
    ['an unknown method', 'FETCH /v2/customers HTTP/1.1\r\nHost: x\r\n\r\n', 400, /not HTTP/],
    ['a header without a colon', 'GET /healthz HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n', 400, /not HTTP/],
    ['no Host', 'GET /healthz HTTP/1.1\r\n\r\n', 400, /not HTTP/],
    [
      'unencoded letters in the path',
      'GET /v2/customers/external/a/å HTTP/1.1\r\nHost: x\r\n\r\n',
      400,
      /not HTTP/,
    ],
    [
      'two lengths',
      'PUT /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
      400,
      /not HTTP/,
    ],
    [
      'a length and chunks',
      'PUT /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
      400,
      /not HTTP/,
    ],
    [
      'an endless header',
      `GET /healthz HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      /too large together/,
    ],
    [
      'an endless path',
      `GET /v2/customers?search=${'y'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      431,
      /too large together/,
    ],
  ])('is refused in the shape of every error: %s', async (_title, bytes, status, message) => {
    const answer = await sendBytes(server.url, bytes);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.text)),
      connection: 'close',
    });
    expect(answer.body.error).toEqual({
      type: 'invalid_request_error',
      code: 'invalid_request',
      message: expect.stringMatching(message),
      details: { reason: 'validation_error' },
      request_id: answer.headers['x-request-id'],
    });
  });

  test('in the chunks of a body is refused, and nothing is stored', async () => {
    const path = '/v2/customers/external/wire/bad-chunk';
    const head = [
      `PUT ${path} HTTP/1.1`,
      'Host: x',
      key(),
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ];
    const answer = await sendBytes(server.url, `${head.join('\r\n')}\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`);
    expect(answer.body.error).toMatchObject({ code: 'invalid_request' });
    expect((await server.as().get(path)).status).toBe(404);
  });

  test('does not affect other clients', async () => {
    await Promise.all(Array.from({ length: 20 }, () => sendBytes(server.url, '\0\0\0\r\n\r\n')));
    expect((await server.as().get('/v2/customers')).status).toBe(200);
  });
});

describe('unusual but valid HTTP', () => {
  test.each<[string, string, string[]]>([
    ['an unknown expectation', listLine, ['Expect: the-unexpected']],
    ['HTTP/1.0', 'GET /v2/customers HTTP/1.0', []],
    ['an upgrade to another protocol', listLine, ['Connection: Upgrade', 'Upgrade: websocket']],
  ])('is served: %s', async (_title, requestLine, headers) => {
    expect((await sendRaw(server.url, [requestLine, `X-API-KEY: ${server.key}`, ...headers])).status).toBe(
      200,
    );
  });

  test('is served: a body that is sent after 100 Continue', async () => {
    const body = JSON.stringify({ email: 'announced@example.com' });
    const lines = [
      'PUT /v2/customers/external/wire/announced HTTP/1.1',
      key(),
      'Content-Type: application/json',
    ];
    const { text } = await sendRaw(
      server.url,
      [...lines, `Content-Length: ${body.length}`, 'Expect: 100-continue'],
      body,
    );
    // The first response is "100 Continue"; the test waits for the second one.
    expect(text).toMatch(/^HTTP\/1\.1 201 /);
  });

  test.each([1, 7, 1000])('is served: a body in chunks of %i bytes', async (size) => {
    const body = JSON.stringify({ email: freshEmail(), name: 'Åse 😀' });
    const bytes = Buffer.from(body);
    const lines = [
      `PUT /v2/customers/external/wire/chunk-${size} HTTP/1.1`,
      key(),
      'Content-Type: application/json',
    ];
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      chunks.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    }
    const head = `${[...lines, 'Host: x', 'Connection: close', 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`;
    const answer = await sendBytes(
      server.url,
      Buffer.concat([Buffer.from(head), ...chunks, Buffer.from('0\r\n\r\n')]),
    );
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({ name: 'Åse 😀' });
  });

  test('is served: a GET with a body, which is ignored', async () => {
    const answer = await sendRaw(
      server.url,
      [listLine, key(), 'Content-Length: 3', 'Content-Type: no/such+type'],
      '{,}',
    );
    expect(answer.status).toBe(200);
  });

  test('is dropped: a client that disconnects before the end of its body', async () => {
    const path = '/v2/customers/external/wire/gone';
    const socket = new Socket();
    const { hostname, port } = new URL(server.url);
    await new Promise<void>((resolve) => socket.connect(Number(port), hostname, resolve));
    socket.write(
      `PUT ${path} HTTP/1.1\r\nHost: x\r\n${key()}\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"em`,
    );
    await new Promise<void>((resolve) =>
      socket
        .once('close', () => resolve())
        .resume()
        .end(),
    );
    expect((await server.as().get(path)).status).toBe(404);
  });
});
