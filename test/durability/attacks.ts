import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { RawClient } from '../support/raw-client.ts';

/** What an attack knows about the server. */
export interface Target {
  readonly url: string;
  /** API keys of one merchant that has large customers. */
  readonly keys: readonly string[];
}

/** Sends its requests until `isOver` returns true. @returns the number of responses by status, where the attack reads them. */
export type Attack = (target: Target, isOver: () => boolean) => Promise<Record<string, number>>;

const MIB = 1024 * 1024;
const BATCH = '/v2/customers/external/batch';
const get = (path: string, key: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nx-api-key: ${key}\r\n\r\n`;
const keyOf = ({ keys }: Target, index = 0) => keys[index % keys.length] as string;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Holds this number of connections, each of which sends the same bytes, and opens a new one for each that closes. */
async function hold({ url }: Target, isOver: () => boolean, count: number, bytes: string, reads: boolean) {
  const { hostname, port } = new URL(url);
  let connections = 0;
  const open = () => {
    if (isOver()) return;
    connections += 1;
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    if (reads) socket.resume();
    else socket.pause();
    // A client that does not read notices a closed connection only when it writes.
    const prod = setInterval(() => (isOver() ? socket.destroy() : socket.write('\r\n')), 500);
    socket
      .on('error', () => {})
      .once('close', () => {
        clearInterval(prod);
        setTimeout(open, 100);
      });
  };
  for (let index = 0; index < count; index += 1) open();
  while (!isOver()) await pause(100);
  await pause(1000);
  return { connections };
}

/** Runs one request after another on each of several connections. */
async function repeat(
  { url }: Target,
  isOver: () => boolean,
  count: number,
  send: (client: RawClient, index: number) => Promise<{ readonly status: number }>,
) {
  const statuses: Record<string, number> = {};
  const run = async (index: number) => {
    const client = new RawClient(url);
    while (!isOver()) {
      const status = await send(client, index).then(
        (answer) => String(answer.status),
        () => 'connection lost',
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status !== '200') await pause(20);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: count }, (_, index) => run(index)));
  return statuses;
}

const json = (key: string, more: Record<string, string> = {}) => ({
  'x-api-key': key,
  'content-type': 'application/json',
  ...more,
});
const WRONG_ITEMS = gzipSync(
  JSON.stringify({ source: 'crm', customers: Array.from({ length: 249_000 }, () => 1) }),
);
const LARGE_BATCH = Buffer.alloc(8 * MIB, ' ');
Buffer.from('{"source":"crm","customers":[],"filler":"').copy(LARGE_BATCH);
LARGE_BATCH.write('"}', LARGE_BATCH.length - 2);
const smallBatch = (index: number) =>
  gzipSync(
    JSON.stringify({
      source: 'small',
      customers: Array.from({ length: 5 }, (_, item) => ({
        external_id: `${index}-${item}`,
        email: `${index}-${item}@small.example.com`,
      })),
    }),
  );
let counter = 0;

/** The attacks of issue 16 by name. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  '300 connections with 800 pipelined requests for the spec, unread': (target, isOver) =>
    hold(target, isOver, 300, 'GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(800), false),
  'a connection with 550 pipelined requests for large pages': (target, isOver) =>
    hold(target, isOver, 1, get('/v2/customers?limit=100', keyOf(target)).repeat(550), true),
  '60 clients that do not read a page of the largest customers': (target, isOver) =>
    hold(target, isOver, 60, get('/v2/customers?limit=100', keyOf(target)), false),
  'compressed batches of 249,000 wrong items': (target, isOver) =>
    repeat(target, isOver, 4, (client) => {
      counter += 1;
      const more = { 'content-encoding': 'gzip', 'idempotency-key': `wrong-${counter}` };
      return client.send('PUT', BATCH, json(keyOf(target), more), WRONG_ITEMS);
    }),
  '16 connections with small compressed batches': (target, isOver) =>
    repeat(target, isOver, 16, (client, index) =>
      client.send('PUT', BATCH, json(keyOf(target), { 'content-encoding': 'gzip' }), smallBatch(index)),
    ),
  '8 API keys with 8 batches of 8 MiB each': (target, isOver) =>
    repeat(target, isOver, 64, (client, index) =>
      client.send('PUT', BATCH, json(keyOf(target, index)), LARGE_BATCH),
    ),
  '8 connections that search in a large tenant': (target, isOver) =>
    repeat(target, isOver, 8, (client) =>
      client.send('GET', '/v2/customers?search=example&source=many&offset=9000', {
        'x-api-key': keyOf(target),
      }),
    ),
};
