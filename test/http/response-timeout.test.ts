import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { limitResponseTime } from '../../src/http/server/response-timeout.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/** A client, and how its request is to be answered. */
async function aRequest() {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  return { client, response };
}

test('a client that left before its answer was ready is not waited for', async () => {
  const { client, response } = await aRequest();
  limitResponseTime(response, 60_000);
  const left = once(response, 'close');
  client.destroy();
  await left;
  const before = timers();
  response.end('too late');
  await turn();
  expect(timers()).toBe(before);
});

test('a client may take its time where it has more than any timer waits', async () => {
  const { client, response } = await aRequest();
  const answer = Buffer.alloc(30_000_000);
  limitResponseTime(response, 30 * 24 * 3_600_000);
  response.end(answer);
  await wait(20);
  expect((await buffer(client)).length).toBeGreaterThan(answer.length);
});
