import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** The largest size of a batch. */
const LARGEST = 8 * 1024 * 1024;

/** The number of such batches that fit into the memory budget. */
const ROOM = 8;

/** Sends the start of a batch, until the server reads the body. */
async function begin(...more: string[]): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  const head = ['PUT /v2/customers/external/batch HTTP/1.1', 'Host: x', `x-api-key: ${server.key}`];
  head.push('Content-Type: application/json', 'Expect: 100-continue', ...more, '', '');
  socket.write(head.join('\r\n'));
  await once(socket, 'data');
  return socket;
}

/** Creates an empty batch with the given length in bytes. */
const send = (bytes: number, key = server.key) => {
  const body = { source: 'room', customers: [] };
  const filled = { ...body, filler: 'x'.repeat(bytes - JSON.stringify(body).length - ',"filler":""'.length) };
  return server.as(key).put('/v2/customers/external/batch').send(filled);
};

test.each([
  ['say how long they are', `Content-Length: ${LARGEST}`],
  ['do not say how long they are', 'Transfer-Encoding: chunked'],
  ['are packed', 'Content-Length: 100\r\nContent-Encoding: gzip'],
])(
  'an API key may send as many large bodies at once as fit into the budget, which %s',
  async (_title, header) => {
    const sending: Socket[] = [];
    for (let count = 0; count < ROOM; count += 1) sending.push(await begin(header));
    const { body, headers } = await send(70_000).expect(503);
    expect(body.error).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^This API key is sending more large bodies/),
    });
    expect(headers['retry-after']).toBe('1');
    await send(60_000).expect(200);
    await send(70_000, await server.addKey()).expect(200);
    sending.pop()?.destroy();
    await expect.poll(async () => (await send(70_000)).status).toBe(200);
    for (const socket of sending) socket.destroy();
  },
);

test('the memory of a body is released after its request, whatever the status', async () => {
  const url = `${server.url}/v2/customers/external/batch`;
  const headers = { 'x-api-key': server.key, 'Content-Type': 'application/json' };
  for (const [bytes, status] of [
    [LARGEST, 400],
    [LARGEST + 1, 413],
  ] as const) {
    const body = Buffer.alloc(bytes, ' ');
    for (let count = 0; count <= ROOM; count += 1) {
      const answer = await fetch(url, { method: 'PUT', headers, body });
      expect(answer.status).toBe(status);
      await answer.text();
    }
  }
});
