import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { limitResponseTime } from '../../src/http/server/connection.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/** Returns a client that has sent a request, and the response to the request. */
async function startRequest() {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  return { client, response };
}

test('no timer starts for a client that has closed its connection before the response is ready', async () => {
  const { client, response } = await startRequest();
  response.on('prefinish', limitResponseTime(60_000));
  const left = once(response, 'close');
  client.destroy();
  await left;
  const before = timers();
  response.end('too late');
  await turn();
  expect(timers()).toBe(before);
});

test('a time limit longer than the longest timer does not close the connection early', async () => {
  const { client, response } = await startRequest();
  const body = Buffer.alloc(30_000_000);
  response.on('prefinish', limitResponseTime(30 * 24 * 3_600_000));
  response.end(body);
  await wait(20);
  expect((await buffer(client)).length).toBeGreaterThan(body.length);
});
