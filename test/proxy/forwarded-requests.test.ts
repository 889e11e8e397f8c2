import { describe, expect, test } from 'vitest';
import { forwardBytes, message } from '../http/raw-exchange.ts';

const LINE = 'GET /v2/customers HTTP/1.1';

describe('the proxy does not change the framing of a request body', () => {
  test.each(['GET', 'DELETE', 'OPTIONS', 'PUT', 'POST', 'PATCH'])(
    'that a %s sends with a Content-Length that its Connection header names',
    async (method) => {
      const line = `${method} /v2/customers HTTP/1.1`;
      const sent = [line, 'Host: a', 'cOnNeCtIoN: close, Content-LENGTH', 'CONTENT-length: 5'];
      expect((await forwardBytes(message(sent, 'hello'), 'hello')).received).toEqual([
        message([line, 'Host: target', 'Content-Length: 5', 'Connection: keep-alive'], 'hello'),
      ]);
    },
  );

  test.each(['GET', 'DELETE', 'PUT'])(
    'that a %s sends in chunks, although its Connection header names Transfer-Encoding',
    async (method) => {
      const line = `${method} /v2/customers HTTP/1.1`;
      const sent = [line, 'Host: a', 'Connection: close, transfer-encoding', 'tRANSFER-eNCODING: CHUNKED'];
      const { received } = await forwardBytes(message(sent, '5;x=y\r\nhello\r\n0\r\n\r\n'), '0\r\n\r\n');
      expect(received).toEqual([
        message(
          [line, 'Host: target', 'Transfer-Encoding: chunked', 'Connection: keep-alive'],
          '5\r\nhello\r\n0\r\n\r\n',
        ),
      ]);
    },
  );

  test('that an HTTP/1.0 client without a Host header sends in chunks', async () => {
    const sent = ['GET / HTTP/1.0', 'Transfer-Encoding: chunked'];
    expect((await forwardBytes(message(sent, '2\r\nok\r\n0\r\n\r\n'), '0\r\n\r\n')).received).toEqual([
      message(
        ['GET / HTTP/1.1', 'Host: target', 'Transfer-Encoding: chunked', 'Connection: keep-alive'],
        '2\r\nok\r\n0\r\n\r\n',
      ),
    ]);
  });

  test('and discards its trailers and the header that announces them', async () => {
    const sent = [
      'PUT / HTTP/1.1',
      'Host: a',
      'Connection: close',
      'Trailer: x',
      'Transfer-Encoding: chunked',
    ];
    const { received } = await forwardBytes(message(sent, '2\r\nok\r\n0\r\nX: authorization\r\n\r\n'));
    expect(received).toEqual([
      message(
        ['PUT / HTTP/1.1', 'Host: target', 'Transfer-Encoding: chunked', 'Connection: keep-alive'],
        '2\r\nok\r\n0\r\n\r\n',
      ),
    ]);
  });
});

describe('the proxy forwards', () => {
  test.each([
    'Authorization',
    'Cookie',
    'X-API-Key',
    'Idempotency-Key',
    'If-Match',
    'If-None-Match',
    'Content-Type',
    'Content-Encoding',
    'Accept',
    'Cache-Control',
    'RevKeen-Version',
    'X-Request-Id',
    'X-Forwarded-For',
    'Forwarded',
    'X-Real-IP',
    'Via',
  ])('%s although the Connection header names it', async (name) => {
    const sent = [
      LINE,
      'Host: a',
      `Connection: close, x-hop ,${name.toLowerCase()},`,
      'X-Hop: 1',
      `${name}: 1`,
    ];
    expect((await forwardBytes(message(sent))).received).toEqual([
      message([LINE, 'Host: target', `${name}: 1`, 'Connection: keep-alive']),
    ]);
  });

  test.each([
    ['no Host header', 'GET / HTTP/1.0', []],
    [
      'a Host header that the Connection header names',
      'GET / HTTP/1.1',
      ['Host: a', 'Connection: close, host'],
    ],
    ['another host in its target', 'GET http://b/ HTTP/1.1', ['Host: a', 'Connection: close']],
  ])('exactly one Host header, that of the target, for a request with %s', async (_title, line, lines) => {
    expect((await forwardBytes(message([line, ...lines]))).received).toEqual([
      message(['GET / HTTP/1.1', 'Host: target', 'Connection: keep-alive']),
    ]);
  });

  test.each([
    'TE: trailers',
    'Trailer: x',
    'Keep-Alive: timeout=5',
    'Proxy-Connection: keep-alive',
    'Proxy-Authorization: Basic secret',
    'Upgrade: h2c',
    'Expect: 100-continue',
  ])('no header of the connection to the client: %s', async (header) => {
    expect((await forwardBytes(message([LINE, 'Host: a', 'Connection: close', header]))).received).toEqual([
      message([LINE, 'Host: target', 'Connection: keep-alive']),
    ]);
  });

  test('the body of a client that expects 100 Continue, after the proxy has sent it', async () => {
    const sent = [
      'PUT / HTTP/1.1',
      'Host: a',
      'Connection: close',
      'Expect: 100-Continue',
      'Content-Length: 2',
    ];
    const { received, response } = await forwardBytes(message(sent, 'ok'), 'ok');
    expect(received).toEqual([
      message(['PUT / HTTP/1.1', 'Host: target', 'Content-Length: 2', 'Connection: keep-alive'], 'ok'),
    ]);
    expect(response).toBe(
      message(['HTTP/1.1 100 Continue']) +
        message(['HTTP/1.1 200 OK', 'Content-Length: 2', 'Connection: close'], 'ok'),
    );
  });
});
