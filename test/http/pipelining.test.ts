import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { limitPipelining } from '../../src/http/server/limit-pipelining.ts';
import { get, listening } from '../support/listening.ts';
import { exchangeAll, readResponses } from '../support/read-responses.ts';

/** Responds after a moment with the path and the length of the body, and counts the unanswered requests. */
function slowEcho(padding = '') {
  const seen = { now: 0, most: 0 };
  const handle = (url: string, response: ServerResponse) => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    let length = 0;
    const respond = () =>
      setImmediate(() => {
        seen.now -= 1;
        const text = `${url} ${length} ${padding}`;
        response.writeHead(200, { 'Content-Length': text.length }).end(text);
      });
    const { req: request } = response;
    // Node emits no events for the absent body of a request without Content-Length.
    if (request.headers['content-length'] === undefined) respond();
    else
      request
        .on('data', (bytes: Buffer) => {
          length += bytes.length;
        })
        .on('end', respond);
  };
  return { seen, handle };
}

const post = (path: string, body: string) =>
  [`POST ${path} HTTP/1.1`, 'Host: x', `Content-Length: ${body.length}`, '', body].join('\r\n');

/** A mixture of requests with and without a body. Some bodies look like requests, and some are larger than a chunk. */
function mixed(count: number) {
  const requests = Array.from({ length: count }, (_, index) => {
    if (index % 97 === 5) return post(`/${index}`, 'x'.repeat(150_000));
    if (index % 3 === 1) return post(`/${index}`, get('/inner').repeat(index % 40));
    return get(`/${index}`);
  });
  const last = get(`/${count}`, 'Connection: close');
  const lengths = requests.map((text) => text.length - text.indexOf('\r\n\r\n') - 4);
  return {
    bytes: requests.join('') + last,
    expected: [...lengths, 0].map((length, at) => `/${at} ${length} `),
  };
}

it('serves a few pipelined requests of a connection at a time, all of them and in their order', async () => {
  const { seen, handle } = slowEcho();
  const url = await listening(handle);
  const { bytes, expected } = mixed(1500);
  const responses = await exchangeAll(url, bytes);
  expect(responses.map(({ body }) => body)).toEqual(expected);
  expect(seen.most).toBeLessThanOrEqual(25);
});

it('serves every pipelined request of a client that sends all of them, ends its side, and then reads slowly', async () => {
  const { seen, handle } = slowEcho('y'.repeat(20_000));
  const url = new URL(await listening(handle));
  const count = 1200;
  const socket = connect(Number(url.port), url.hostname);
  socket.pause();
  socket.end(Array.from({ length: count }, (_, index) => get(`/${index}`)).join(''));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const responses = readResponses((await buffer(socket)).toString('latin1'));
  expect(responses.map(({ body }) => body.split(' ')[0])).toEqual(
    Array.from({ length: count }, (_, index) => `/${index}`),
  );
  expect(seen.most).toBeLessThanOrEqual(25);
});

it('stops reading from a connection whose pipelined requests have no responses yet', async () => {
  let count = 0;
  const waiting: ServerResponse[] = [];
  const url = new URL(
    await listening((_, response) => {
      count += 1;
      waiting.push(response);
    }),
  );
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => {});
  const bytes = get('/').repeat(2000);
  for (let index = 0; index < 400; index += 1) socket.write(bytes);
  await expect.poll(() => count).toBeGreaterThanOrEqual(16);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(count).toBeLessThanOrEqual(25);
  // The client cannot send everything, because the server does not read it.
  expect(socket.bytesWritten - socket.writableLength).toBeLessThan(bytes.length * 400);
  expect(socket.writableLength).toBeGreaterThan(0);
  socket.destroy();
});

it('passes on few bytes of a large body in each turn of the event loop, so that other connections are served meanwhile', async () => {
  let turn = 0;
  const tick = () => {
    turn += 1;
    immediate = setImmediate(tick);
  };
  let immediate = setImmediate(tick);
  const bytesByTurn = new Map<number, number>();
  const server = createServer((request, response) => {
    request
      .on('data', (chunk: Buffer) => bytesByTurn.set(turn, (bytesByTurn.get(turn) ?? 0) + chunk.length))
      .on('end', () => response.end());
  }).on('connection', limitPipelining);
  onTestFinished(() => {
    clearImmediate(immediate);
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const size = 8 * 1024 * 1024;
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  client.write(`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`);
  client.end(Buffer.alloc(size));
  expect(String(await buffer(client))).toContain('200 OK');
  expect([...bytesByTurn.values()].reduce((sum, bytes) => sum + bytes)).toBe(size);
  expect(Math.max(...bytesByTurn.values())).toBeLessThanOrEqual(3 * 64 * 1024);
});
