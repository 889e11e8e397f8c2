import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { bytesReader } from '../../src/http/request/read-bytes.ts';

const server = createServer();
afterEach(() => server.close());

/** Returns how a server responds to an upload that ends early. */
async function readCutOff(read: (request: IncomingMessage) => Promise<Buffer>, header: string) {
  const requested = once(server.listen(0, '127.0.0.1'), 'request');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(`PUT / HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n`);
  const [request] = (await requested) as [IncomingMessage];
  setTimeout(() => client.destroy(), 20);
  return read(request).catch((error: unknown) => error);
}

const HEADERS = [
  'Content-Length: 10',
  'Content-Length: 10\r\nContent-Encoding: gzip',
  'Transfer-Encoding: chunked',
];

test.each(HEADERS)('a body that ends early while it is read is rejected: %j', async (header) => {
  const error = await readCutOff(bytesReader(100), header);
  expect(error).toMatchObject({ code: 'invalid_request' });
});

test.each(HEADERS)('a body that ended early before it was read is rejected too: %j', async (header) => {
  const error = await readCutOff(async (request) => {
    await new Promise((resolve) => request.once('close', resolve));
    return bytesReader(100)(request);
  }, header);
  expect(error).toMatchObject({ code: 'invalid_request' });
});
