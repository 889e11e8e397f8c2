import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { echo, get, listening, shown } from '../support/listening.ts';
import { exchangeAll, readResponses } from '../support/read-responses.ts';

describe('a request that arrives too slowly', () => {
  const limits = { headersTimeoutMs: 300, requestTimeoutMs: 300 };
  const HALF = 'PUT /half HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n{}';
  /** Longer than the server needs to notice that a request is late. */
  const LATE_MS = 2500;

  test.each([
    ['head', 'GET /half HTTP/1.1\r\nHo', 'st: x\r\n\r\n'],
    ['body', HALF, '  '],
  ])(
    'is refused after the slow response before it, although its %s arrives later',
    async (_part, begun, rest) => {
      const url = await listening(async (path, response) => {
        if (path === '/half') {
          response.req.resume().on('end', () => echo(path, response));
          return;
        }
        await wait(LATE_MS);
        socket.write(rest);
        await wait(100);
        echo(path, response);
      }, limits);
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname, () => socket.write(get('/1') + begun));
      const responses = readResponses((await buffer(socket)).toString('latin1'));
      expect(shown(responses)).toEqual(['/1', 408]);
    },
  );

  test('gets one response where it has one before its body is complete', async () => {
    const url = await listening(echo, limits);
    expect(shown(await exchangeAll(url, HALF))).toEqual(['/half']);
  });

  test('is refused after the response before it where the client ends its side', async () => {
    const url = await listening(echo);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.end(`${get('/1')}GET /half HT`));
    expect(shown(readResponses((await buffer(socket)).toString('latin1')))).toEqual(['/1', 400]);
  });
});

describe('a request whose body is broken', () => {
  const BROKEN = 'PUT /broken HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n';

  test('is refused where it has no response yet', async () => {
    const url = await listening((path, response) => path !== '/broken' && echo(path, response));
    expect(shown(await exchangeAll(url, get('/1') + BROKEN))).toEqual(['/1', 400]);
  });

  test('gets no second response where it has one', async () => {
    const url = await listening(echo);
    expect(shown(await exchangeAll(url, get('/1') + BROKEN))).toEqual(['/1', '/broken']);
  });

  test('gets its own response where that has begun', async () => {
    const url = await listening((_path, response) => {
      response.writeHead(200, { 'Content-Length': 2 }).write('o');
      setTimeout(() => response.end('k'), 50);
    });
    expect(shown(await exchangeAll(url, BROKEN))).toEqual(['ok']);
  });
});

test('a request after one that is refused is not served', async () => {
  const served: string[] = [];
  const url = await listening((path, response) => {
    served.push(path);
    echo(path, response);
  });
  const responses = await exchangeAll(url, `${get('/1')}GET /2 HTTP/1.1\r\n\r\n${get('/3')}`);
  expect(shown(responses)).toEqual(['/1', 400]);
  expect(served).toEqual(['/1']);
});
