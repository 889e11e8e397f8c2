import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { exchangeBytes, message, type RespondRaw, startRawServer } from '../http/raw-exchange.ts';
import { startProxy } from './validated-proxy.ts';

const REQUEST = message(['GET /v2/customers HTTP/1.1', 'Host: a', 'Connection: close']);

async function proxied(respond: RespondRaw) {
  return startProxy((await startRawServer(respond)).url);
}

describe('the proxy does not change the framing of a response', () => {
  test('that names Content-Length and other end-to-end headers in its Connection header', async () => {
    const { url } = await proxied(() =>
      message(
        [
          'HTTP/1.1 200 OK',
          'Connection: content-length, x-request-id, set-cookie, etag, x-hop',
          'X-Request-Id: 1',
          'Set-Cookie: a=1',
          'ETag: "1"',
          'X-Hop: 1',
          'content-length: 2',
        ],
        'ok',
      ),
    );
    expect(await exchangeBytes(url, REQUEST)).toBe(
      message(
        [
          'HTTP/1.1 200 OK',
          'X-Request-Id: 1',
          'Set-Cookie: a=1',
          'ETag: "1"',
          'Content-Length: 2',
          'Connection: close',
        ],
        'ok',
      ),
    );
  });

  test.each([
    [
      'its trailers are discarded',
      ['Trailer: x', 'Transfer-Encoding: chunked'],
      '2\r\nok\r\n0\r\nX: 1\r\n\r\n',
    ],
    [
      'it is about the connection',
      ['Keep-Alive: timeout=5', 'Upgrade: h2c', 'Proxy-Authenticate: Basic'],
      'ok',
    ],
  ])('if it drops a header because %s', async (_title, lines, body) => {
    const { url } = await proxied((_received, { socket }) => {
      socket.end(message(['HTTP/1.1 200 OK', ...lines], body));
      return undefined;
    });
    expect(await exchangeBytes(url, REQUEST)).toBe(
      message(['HTTP/1.1 200 OK', 'Connection: close', 'Transfer-Encoding: chunked'], '2\r\nok\r\n0\r\n\r\n'),
    );
  });

  test('that announces trailers beside a Content-Length', async () => {
    const { url } = await proxied(() =>
      message(['HTTP/1.1 200 OK', 'Trailer: x', 'Content-Length: 2'], 'ok'),
    );
    expect(await exchangeBytes(url, REQUEST)).toBe(
      message(['HTTP/1.1 200 OK', 'Content-Length: 2', 'Connection: close'], 'ok'),
    );
  });

  test.each([
    ['204 without its Content-Length', 'GET', '204 No Content', []],
    ['304 with its Content-Length', 'GET', '304 Not Modified', ['Content-Length: 2']],
    ['200 to a HEAD with its Content-Length', 'HEAD', '200 OK', ['Content-Length: 2']],
  ])('that has no body but sends one: %s', async (_title, method, status, framing) => {
    const { url } = await proxied(() => message([`HTTP/1.1 ${status}`, 'Content-Length: 2'], 'ok'));
    expect(await exchangeBytes(url, REQUEST.replace('GET', method))).toBe(
      message([`HTTP/1.1 ${status}`, ...framing, 'Connection: close']),
    );
  });

  test('that comes after interim responses, which stay at the proxy', async () => {
    const final = message(['HTTP/1.1 200 OK', 'Content-Length: 2'], 'ok');
    const { url } = await proxied(
      () =>
        message(['HTTP/1.1 103 Early Hints', 'Link: <a>']) +
        message(['HTTP/1.1 102 Processing']) +
        message(['HTTP/1.1 100 Continue']) +
        final,
    );
    expect(await exchangeBytes(url, REQUEST)).toBe(
      message(['HTTP/1.1 200 OK', 'Content-Length: 2', 'Connection: close'], 'ok'),
    );
  });
});

describe('the proxy responds with 502 if the target sends', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    [
      'both Transfer-Encoding and Content-Length',
      message(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Content-Length: 2']),
    ],
    [
      'two Content-Length headers',
      message(['HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 2'], 'ok'),
    ],
    [
      'another transfer coding',
      message(['HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'),
    ],
    ['101 to a request without Upgrade', message(['HTTP/1.1 101 Go', 'Connection: upgrade', 'Upgrade: x'])],
    ['101 without Upgrade', message(['HTTP/1.1 101 Go'])],
    ['a status below 100', message(['HTTP/1.1 099 Low', 'Content-Length: 2'], 'ok')],
    ['a control character as its reason', message(['HTTP/1.1 200 \x01', 'Content-Length: 2'], 'ok')],
  ])('%s', async (_title, bytes) => {
    const { url, unvalidated } = await proxied(() => bytes);
    const response = await exchangeBytes(url, REQUEST);
    expect(response).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    const [head = '', body = ''] = response.split('\r\n\r\n');
    expect(head).toContain(`Content-Length: ${body.length}`);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'unavailable' } });
    expect(unvalidated).toEqual(['the server behind sent no valid response']);
  });
});

describe('a response that is cut off looks cut off to the client', () => {
  const CHUNK = message(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], '2\r\nok\r\n');

  test.each([
    [
      'with a Content-Length',
      message(['HTTP/1.1 200 OK', 'Content-Length: 20'], 'ok'),
      /\r\nContent-Length: 20\r\n[\s\S]*\r\n\r\nok$/,
    ],
    ['in chunks', CHUNK, /\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n$/],
  ])('%s', async (_title, bytes, expected) => {
    const { url, unvalidated, found } = await proxied((_received, { socket }) => void socket.end(bytes));
    expect(await exchangeBytes(url, REQUEST)).toMatch(expected);
    await found();
    expect(unvalidated).toEqual(['the response was cut off']);
  });

  /** Reads until the connection ends. Returns the error code of a reset connection. */
  async function readToEnd(url: string, request: string, onData = () => {}) {
    const { hostname, port } = new URL(url);
    let bytes = '';
    const code = await new Promise<string | undefined>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write(request));
      socket.on('data', (chunk) => {
        bytes += chunk.toString('latin1');
        onData();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.on('close', () => resolve(undefined));
    });
    return { bytes, code };
  }

  test('when only the end of the connection marks its end: the client speaks HTTP/1.0', async () => {
    const { url } = await proxied((_received, { socket }) => void socket.end(CHUNK));
    const { code } = await readToEnd(url, 'GET / HTTP/1.0\r\n\r\n');
    expect(code).toBe('ECONNRESET');
  });

  test('when the target resets a connection whose end would mark the end of the response', async () => {
    const cut = Promise.withResolvers<void>();
    const { url, unvalidated, found } = await proxied((_received, { socket }) => {
      void cut.promise.then(() => socket.resetAndDestroy());
      return message(['HTTP/1.1 200 OK'], 'ok');
    });
    const { bytes } = await readToEnd(url, REQUEST, cut.resolve);
    expect(bytes).toMatch(/\r\n2\r\nok\r\n$/);
    await found();
    expect(unvalidated).toEqual(['the response was cut off']);
  });
});
