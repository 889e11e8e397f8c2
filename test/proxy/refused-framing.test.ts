import { describe, expect, test } from 'vitest';
import { forwardBytes, message } from '../http/raw-exchange.ts';

describe('the proxy forwards nothing of a request', () => {
  test.each<[string, number, readonly string[], string?]>([
    ['two equal Content-Length headers', 400, ['Content-Length: 2', 'Content-Length: 2'], 'ok'],
    ['a list as its Content-Length', 400, ['Content-Length: 2, 2'], 'ok'],
    ['a sign in its Content-Length', 400, ['Content-Length: +2'], 'ok'],
    [
      'Content-Length before Transfer-Encoding',
      400,
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
    ],
    [
      'Content-Length after Transfer-Encoding',
      400,
      ['Transfer-Encoding: chunked', 'Content-Length: 5'],
      '0\r\n\r\n',
    ],
    [
      'an empty Transfer-Encoding and a Content-Length',
      400,
      ['Transfer-Encoding:', 'Content-Length: 2'],
      'ok',
    ],
    ['an unknown Transfer-Encoding', 501, ['Transfer-Encoding: xchunked'], '0\r\n\r\n'],
    ['chunked twice', 400, ['Transfer-Encoding: chunked, chunked'], '0\r\n\r\n'],
    ['another transfer coding before chunked', 501, ['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'],
    [
      'two Transfer-Encoding headers',
      501,
      ['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
    ],
    ['a space before a colon', 400, ['Content-Length : 2'], 'ok'],
    ['a folded header line', 400, ['X-Folded: a', ' b']],
    ['a folded Connection header', 400, ['Connection: x,', ' content-length', 'Content-Length: 2'], 'ok'],
    ['a bare line feed', 400, ['X-Feed: a\nContent-Length: 2'], 'ok'],
    ['more headers than are read', 431, [...Array<string>(2100).fill('a:'), 'Content-Length: 2'], 'ok'],
  ])('with %s', async (_title, status, lines, body = '') => {
    const { received, response } = await forwardBytes(
      message(['PUT / HTTP/1.1', 'Host: a', 'Connection: close', ...lines], body),
    );
    expect(received).toEqual([]);
    expect(response.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
    expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*"code":"invalid_request"`));
  });
});
