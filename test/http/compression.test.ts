import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
const path = freshPath();
beforeAll(async () => {
  server = await TestServer.start();
  for (const target of [path, freshPath(), freshPath()]) {
    await server
      .as()
      .put(target)
      .send({ email: freshEmail(), notes: 'n'.repeat(2000) })
      .expect(201);
  }
});
afterAll(() => server.stop());

/** Reads a path without decompressing the response. */
async function read(target: string, headers: Record<string, string>, method = 'GET') {
  const sent = request(server.url + target, {
    method,
    headers: { 'x-api-key': server.key, ...headers },
  }).end();
  const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
    sent.once('response', resolve),
  );
  return { status: response.statusCode, headers: response.headers, bytes: await buffer(response) };
}

const LISTS = ['/v2/customers', '/v2/events'];

describe.each(LISTS)('the list %s', (list) => {
  test.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip;q=0.5, br', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['deflate, br;q=0.1', 'br'],
    ['GZIP', 'gzip'],
    ['*', 'br'],
  ])('is compressed as Accept-Encoding asks: %s', async (asked, coding) => {
    const plain = await read(list, {});
    const { status, headers, bytes } = await read(list, { 'Accept-Encoding': asked });
    expect([status, headers['content-encoding'], headers.vary]).toEqual([200, coding, 'Accept-Encoding']);
    expect(headers['content-length']).toBe(String(bytes.length));
    const decompressed = coding === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes);
    expect(decompressed).toEqual(plain.bytes);
    expect(bytes.length).toBeLessThan(plain.bytes.length);
  });

  test.each(['', 'identity', 'deflate', 'gzip;q=0', 'identity, gzip;q=0.5'])(
    'is not compressed where Accept-Encoding does not ask for it: "%s"',
    async (asked) => {
      const { headers, bytes } = await read(list, { 'Accept-Encoding': asked });
      expect([headers['content-encoding'], headers.vary]).toEqual([undefined, 'Accept-Encoding']);
      expect(JSON.parse(bytes.toString()).data.length).toBeGreaterThan(2);
    },
  );
});

test('a small list is not compressed', async () => {
  const { headers } = await read('/v2/customers?email=no%40example.com', { 'Accept-Encoding': 'gzip' });
  expect([headers['content-encoding'], headers.vary]).toEqual([undefined, 'Accept-Encoding']);
});

test('a response with an ETag and an error are not compressed', async () => {
  const accepting = { 'Accept-Encoding': 'gzip' };
  const { headers } = await read(path, accepting);
  expect([headers['content-encoding'], headers.vary, headers.etag]).toEqual([undefined, undefined, '"1"']);
  const error = await read(`/v2/customers?${'x'.repeat(2000)}=1`, accepting);
  expect(error.headers).not.toHaveProperty('content-encoding');
});

test('the response to HEAD has the headers of the compressed response to GET', async () => {
  const accepting = { 'Accept-Encoding': 'gzip' };
  const [got, head] = [
    await read('/v2/customers', accepting),
    await read('/v2/customers', accepting, 'HEAD'),
  ];
  expect(head.bytes.length).toBe(0);
  for (const name of ['content-encoding', 'content-length', 'vary']) {
    expect(head.headers[name]).toBe(got.headers[name]);
  }
});

test('Vary names the origin too where CORS is on', async () => {
  const open = await TestServer.start({ corsOrigins: ['https://a.example'] });
  const { headers } = await open.as().get('/v2/customers').set('Origin', 'https://a.example');
  expect(headers.vary).toBe('Origin, Accept-Encoding');
  await open.stop();
});
