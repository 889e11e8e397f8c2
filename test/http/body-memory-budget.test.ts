import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';

const MIB = 1024 * 1024;
const PATH = '/v2/customers/external/batch';
/** The largest size of a batch; the share of an API key is as large here. */
const LARGEST = 8 * MIB;

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ memoryBudget: 4 * LARGEST });
});
afterAll(() => server.stop());

/** Begins to send a batch: its headers, and then a part of its body. */
function begin(key: string, headers: readonly string[], part: Uint8Array | string): Socket {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {}).resume();
  const lines = [`PUT ${PATH} HTTP/1.1`, 'Host: x', `x-api-key: ${key}`, 'Content-Type: application/json'];
  socket.write([...lines, ...headers, '', ''].join('\r\n'));
  socket.write(part);
  return socket;
}

const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${' '.repeat(bytes)}\r\n`;

/** Bytes that decompress to spaces, without the end of the stream. */
const zipped = (bytes: number) => {
  const whole = gzipSync(Buffer.alloc(bytes, ' '));
  return whole.subarray(0, whole.length - 8);
};

/** Creates an empty batch with the given length in bytes. */
const send = (bytes: number, key = server.key) => {
  const body = { source: 'room', customers: [] };
  const filled = { ...body, filler: 'x'.repeat(bytes - JSON.stringify(body).length - ',"filler":""'.length) };
  return server.as(key).put(PATH).send(filled);
};

const GZIP = ['Content-Encoding: gzip', 'Content-Length: 100000'];

test.each([
  ['that declare their length', [`Content-Length: ${LARGEST}`], ''],
  ['that are sent in chunks', ['Transfer-Encoding: chunked'], chunk(LARGEST)],
  ['that are compressed', GZIP, zipped(LARGEST)],
])(
  'an API key whose bodies %s take up its share gets 503 for further bodies of any size, and other keys do not',
  async (_title, headers, part) => {
    const socket = begin(server.key, headers, part);
    await expect.poll(async () => (await send(1000)).status, { timeout: 20_000 }).toBe(503);
    const answer = await send(1000);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body.error).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('memory'),
    });
    await send(LARGEST, await server.addKey()).expect(200);
    socket.destroy();
    await expect.poll(async () => (await send(LARGEST)).status, { timeout: 20_000 }).toBe(200);
  },
);

test('the bodies of many API keys together take up the memory of all, and further keys get 503 until one ends', async () => {
  const sockets: Socket[] = [];
  for (let count = 0; count < 4; count += 1)
    sockets.push(begin(await server.addKey(), [`Content-Length: ${LARGEST}`], ''));
  await expect.poll(async () => (await send(100_000)).status, { timeout: 20_000 }).toBe(503);
  await send(1000).expect(200);
  sockets.pop()?.destroy();
  await expect.poll(async () => (await send(LARGEST)).status, { timeout: 20_000 }).toBe(200);
});

test.each([
  ['in chunks', ['Transfer-Encoding: chunked'], chunk(1000)],
  ['compressed', GZIP, zipped(1000)],
])('small bodies that are sent %s take up only the memory of their bytes', async (_title, headers, part) => {
  for (let count = 0; count < 20; count += 1) begin(server.key, headers, part);
  await send(LARGEST - MIB).expect(200);
});

test('the memory of a body is released after its request, whatever the status', async () => {
  const headers = { 'x-api-key': server.key, 'Content-Type': 'application/json' };
  const packed = { ...headers, 'Content-Encoding': 'gzip' };
  const spaces = (bytes: number) => Buffer.alloc(bytes, ' ');
  for (const [body, sent, status] of [
    [spaces(LARGEST), headers, 400],
    [spaces(LARGEST + 1), headers, 413],
    [gzipSync(spaces(LARGEST)), packed, 400],
    [gzipSync(spaces(LARGEST + 1)), packed, 413],
    [Buffer.from('not gzip'), packed, 400],
  ] as const) {
    for (let count = 0; count < 3; count += 1) {
      const answer = await fetch(`${server.url}${PATH}`, { method: 'PUT', headers: sent, body });
      expect(answer.status).toBe(status);
      await answer.text();
    }
  }
});
