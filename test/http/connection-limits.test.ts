import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({
    limits: {
      headersTimeoutMs: 500,
      requestTimeoutMs: 1000,
      keepAliveTimeoutMs: 500,
      answerTimeoutMs: 500,
      maxConnections: 20,
    },
  });
});
afterAll(() => server.stop());

/** A client that never closes its connection itself. */
class Client {
  readonly socket: Socket;
  received = '';

  constructor() {
    const { hostname, port } = new URL(server.url);
    this.socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    this.socket.on('error', () => {});
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  send(...lines: string[]): this {
    this.socket.write(lines.join('\r\n'));
    return this;
  }

  /** Reads until the server ends its side. */
  async readToEnd(): Promise<string> {
    this.socket.setEncoding('utf8').on('data', (text) => {
      this.received += text;
    });
    await new Promise((resolve) => this.socket.once('end', resolve).once('close', resolve));
    return this.received;
  }

  /** Resolves when the server has closed the connection, which the client notices when it sends more. */
  async dropped(): Promise<void> {
    const sending = setInterval(() => this.socket.write('x'), 50);
    await new Promise((resolve) => this.socket.once('close', resolve));
    clearInterval(sending);
  }
}

const path = (name: string) => `/v2/customers/external/limits/${name}`;
const put = (name: string, length: number) => [
  `PUT ${path(name)} HTTP/1.1`,
  'Host: x',
  `x-api-key: ${server.key}`,
  'Content-Type: application/json',
  `Content-Length: ${length}`,
  '',
  '',
];
const timedOut = /^HTTP\/1\.1 408 [\s\S]*"message":"The request did not arrive in time\. Send it again\."/;

describe('a slow client', () => {
  test.for([
    ['says nothing', ''],
    ['leaves its headers half said', 'GET /healthz HTTP/1.1\r\nHost'],
  ] as const)('is refused when it %s, and held no longer', async ([, bytes]) => {
    const client = new Client().send(bytes);
    expect(await client.readToEnd()).toMatch(timedOut);
    await client.dropped();
  });

  test('is refused if it sends only half of its body, and nothing is stored', async () => {
    const client = new Client().send(...put('half', 100)).send('{"email": "half@example.com"');
    expect(await client.readToEnd()).toMatch(timedOut);
    await client.dropped();
    expect((await server.as().get(path('half'))).status).toBe(404);
  });

  test('is refused if it sends its body one byte at a time', async () => {
    const client = new Client().send(...put('drip', 100_000));
    const dripping = setInterval(() => client.send('{'), 20);
    expect(await client.readToEnd()).toMatch(timedOut);
    clearInterval(dripping);
    await client.dropped();
  });

  test('is disconnected if it is idle after a response', async () => {
    const client = new Client().send('GET /healthz HTTP/1.1', 'Host: x', '', '');
    expect(await client.readToEnd()).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"status":"ok"\}$/);
    await client.dropped();
  });

  test('is disconnected if it does not read its response', async () => {
    const client = new Client();
    client.socket.pause();
    for (let count = 0; count < 60; count += 1) client.send('GET /openapi.json HTTP/1.1', 'Host: x', '', '');
    await client.dropped();
  });
});

describe('a client that is refused', () => {
  test('receives the error although it continues to send', async () => {
    const client = new Client().send(`GET /${'x'.repeat(20_000)}`);
    const flooding = setInterval(() => client.send('y'.repeat(50_000)), 1);
    expect(await client.readToEnd()).toMatch(/^HTTP\/1\.1 431 [\s\S]*too large together/);
    clearInterval(flooding);
  });

  test('is disconnected although it does not close the connection', async () => {
    const client = new Client().send('hello\r\n\r\n');
    expect(await client.readToEnd()).toMatch(/^HTTP\/1\.1 400 /);
    await client.dropped();
  });

  test('because of its API key need not send its body', async () => {
    const [line = '', host = ''] = put('unknown', 1_000_000);
    const client = new Client().send(line, host, 'Content-Length: 1000000', '', '').send('x'.repeat(1000));
    expect(await client.readToEnd()).toMatch(/^HTTP\/1\.1 401 /);
    await client.dropped();
  });
});

test('pipelined requests get their responses in order', async () => {
  const get = (name: string, ...more: string[]) =>
    [`GET ${path(name)} HTTP/1.1`, 'Host: x', `x-api-key: ${server.key}`, ...more, '', ''].join('\r\n');
  const body = JSON.stringify({ email: 'row@example.com' });
  const health = ['GET /healthz HTTP/1.1', 'Host: x', '', ''].join('\r\n');
  const client = new Client().send(
    health +
      put('row', body.length).join('\r\n') +
      body +
      get('none') +
      health +
      get('none', 'Connection: close'),
  );
  const statuses = (await client.readToEnd()).matchAll(/HTTP\/1\.1 (\d+)/g);
  expect([...statuses].map(([, status]) => status)).toEqual(['200', '201', '404', '200', '404']);
});

test('a connection above the limit is closed, and the open ones are served', async () => {
  const held = Array.from({ length: 20 }, () => new Client());
  await Promise.all(held.map(({ socket }) => once(socket, 'connect')));
  const oneTooMany = new Client();
  expect(await oneTooMany.readToEnd()).toBe('');
  const [first] = held;
  first?.send('GET /healthz HTTP/1.1', 'Host: x', 'Connection: close', '', '');
  expect(await first?.readToEnd()).toMatch(/^HTTP\/1\.1 200 /);
});
