/**
 * Opens many slow or misbehaving connections, one kind after another: idle connections, unfinished headers and bodies,
 * endless headers, and clients that never read their responses. Measures the server's memory, and checks that it serves
 * another client meanwhile. Argument: number of idle connections (default: 10,000).
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RawClient } from '../support/raw-client.ts';
import { ClientSwarm, repeat } from './client-swarm.ts';
import { Product, ServerFixture } from './product.ts';
import { report } from './report.ts';

const IDLE = Number(process.argv[2] ?? 10_000);
const CROWD = 500;
const SECONDS = 6;
/** Time limit for the server to close all connections of a kind; the timeouts below are shorter. */
const PATIENCE_SECONDS = 60;
/** Memory limit for the connections of one kind, in MiB. */
const MOST_MIB = 200;

const place = new ServerFixture();
// Short timeouts close misbehaving connections after seconds instead of a minute. Idle connections stay open.
const timeouts = ['--headers-timeout', '5s', '--request-timeout', '10s', '--answer-timeout', '5s'];
const product = await Product.start(place, ...timeouts, '--keep-alive-timeout', '10m');
const other = new RawClient(product.url);
const counts: Record<string, number> = {};
const losses: string[] = [];
let served = 0;

const memory = () =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${product.child.pid}/status`, 'utf8'))?.[1]) / 1024;

/** Stores customers through a well-behaved client until `isEnough` returns true. */
async function serveAnother(isEnough: () => boolean): Promise<void> {
  while (!isEnough()) {
    const path = `/v2/customers/external/prove/other-${served}`;
    const headers = { 'x-api-key': place.key, 'content-type': 'application/json' };
    const { status } = await other.send('PUT', path, headers, `{"email": "other-${served}@example.com"}`);
    if (status === 201) served += 1;
    else losses.push(`another client got status ${status}`);
  }
}

/** Serves another client during the misbehaviour, and records the memory that the connections use. */
async function beside(crowd: string, memoryBefore: number, isOver: () => boolean): Promise<void> {
  const servedBefore = served;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, memory() - memoryBefore);
  }, 100);
  await serveAnother(isOver);
  clearInterval(watch);
  counts[`${crowd}: additional memory at the peak, MiB`] = Math.round(most);
  counts[`${crowd}: writes of another client meanwhile`] = served - servedBefore;
  if (most > MOST_MIB) losses.push(`${crowd}: used ${Math.round(most)} MiB, the limit is ${MOST_MIB} MiB`);
}

/** Opens misbehaving connections and checks that the server closes all of them in time. */
async function bear(what: string, misbehave: (socket: Socket) => unknown): Promise<void> {
  const memoryBefore = memory();
  const crowd = new ClientSwarm(product.url, CROWD, misbehave);
  const isLate = after(PATIENCE_SECONDS);
  await beside(`${CROWD} ${what}`, memoryBefore, () => crowd.dropped === CROWD || isLate());
  if (crowd.dropped < CROWD) losses.push(`${what}: ${CROWD - crowd.dropped} connections are still open`);
  crowd.leave();
}

function after(seconds: number): () => boolean {
  const end = Date.now() + seconds * 1000;
  return () => Date.now() >= end;
}

const put = (key: string) =>
  `PUT /v2/customers/external/prove/slow HTTP/1.1\r\nHost: x\r\nx-api-key: ${key}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`;
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nx-api-key: ${place.key}\r\n\r\n`;

// Warms the server up, so that its own first allocations do not count for the connections.
await serveAnother(after(SECONDS));

const idleBefore = memory();
const idle = spawn(
  process.execPath,
  [fileURLToPath(new URL('idle-main.ts', import.meta.url)), product.url, `${IDLE}`],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
const heard = createInterface(idle.stdout)[Symbol.asyncIterator]();
const held = async () => Number((await heard.next()).value);
await held();
await beside(`${IDLE} idle connections`, idleBefore, after(SECONDS));
idle.stdin.write('\n');
counts['idle connections open at the end'] = await held();
if (counts['idle connections open at the end'] < IDLE) losses.push('the server closed idle connections');
idle.kill();

await bear('connections with unfinished headers', (socket) =>
  socket.resume().write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half'),
);
await bear('connections with a header byte every 100 ms', (socket) => repeat(socket.resume(), 'x', 100));
await bear('connections with unfinished bodies', (socket) =>
  socket.resume().write(put(place.key) + '{'.repeat(1000)),
);
await bear('connections with a body byte every 100 ms', (socket) => {
  socket.resume().write(put(place.key));
  repeat(socket, '{', 100);
});
await bear('connections with endless headers', (socket) =>
  repeat(socket.resume(), `X: ${'y'.repeat(8000)}\r\n`, 5),
);
await bear('connections with large bodies and an invalid key', (socket) =>
  socket.resume().write(put('none') + ' '.repeat(200_000)),
);
await bear('connections that never read their responses', (socket) => {
  // The responses exceed the socket buffers of the system, some 4 MiB, so the rest stays in the server's memory.
  socket.pause().write(get('/openapi.json').repeat(50));
  // A client that does not read notices a closed connection only when it writes.
  repeat(socket, '\r\n', 500);
});

report('slow and misbehaving clients', counts, losses);
other.close();
await product.kill();
place.remove();
