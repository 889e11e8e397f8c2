import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { readResponses } from '../support/read-responses.ts';
import { TestServer } from '../support/test-server.ts';

const pem = await generate([{ name: 'commonName', value: 'localhost' }]);

describe.each(['TCP', 'TLS'])('a client over %s', (transport) => {
  let server: TestServer;
  beforeAll(async () => {
    const certificate = { cert: Buffer.from(pem.cert), key: Buffer.from(pem.private) };
    server = await TestServer.start(transport === 'TLS' ? { certificate } : {});
  });
  afterAll(() => server.stop());

  async function open(): Promise<Socket> {
    const port = Number(new URL(server.url).port);
    if (transport === 'TCP') return connectPlain(port, '127.0.0.1');
    const socket = connectTls({ port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    return socket;
  }

  const put = (path: string) => {
    const body = JSON.stringify({ email: freshEmail() });
    const head = [
      `PUT ${path} HTTP/1.1`,
      'Host: x',
      `x-api-key: ${server.key}`,
      'Content-Type: application/json',
    ];
    return [...head, `Content-Length: ${body.length}`, '', body].join('\r\n');
  };

  test('that ends its side after a write gets the response to the write', async () => {
    const socket = await open();
    socket.end(put(freshPath()));
    const responses = readResponses((await buffer(socket)).toString('latin1'));
    expect(responses.map(({ status }) => status)).toEqual([201]);
  });

  test('that ends its side after several writes gets all responses', async () => {
    const socket = await open();
    socket.write(put(freshPath()));
    await once(socket, 'data');
    socket.end(put(freshPath()) + put(freshPath()));
    const responses = readResponses((await buffer(socket)).toString('latin1'));
    expect(responses.map(({ status }) => status)).toEqual([201, 201]);
  });

  test('that ends its side within a body gets a 400, and nothing is written', async () => {
    const socket = await open();
    const path = freshPath();
    socket.end(put(path).slice(0, -3));
    const responses = readResponses((await buffer(socket)).toString('latin1'));
    expect(responses.map(({ status }) => status)).toEqual([400]);
  });

  test('that ends its side before a request gets its connection closed', async () => {
    const socket = await open();
    socket.end();
    expect((await buffer(socket)).length).toBe(0);
  });

  test.each([0, 300])(
    'that sends many requests at once gets a good response to each, in order, if it reads after %i ms',
    async (delay) => {
      const socket = await open();
      const count = 900;
      const paths = Array.from({ length: count }, (_, index) => (index % 2 ? '/healthz' : '/openapi.json'));
      socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
      await wait(delay);
      socket.end();
      const responses = readResponses((await buffer(socket)).toString('latin1'));
      expect(responses.map(({ status, body }) => [status, body.length < 100])).toEqual(
        paths.map((path) => [200, path === '/healthz']),
      );
    },
  );
});
