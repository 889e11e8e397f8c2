/**
 * Puts crowds of bad clients on a server, one kind after another, and looks how much memory it takes for them and
 * whether another client is served meanwhile: 10,000 idle connections (or as many as the argument says), half-sent
 * headers and bodies, floods of headers, and clients that never take their answer.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RawClient } from '../support/raw-client.ts';
import { Crowd, repeat } from './crowd.ts';
import { Place, Product } from './product.ts';
import { report } from './report.ts';

const IDLE = Number(process.argv[2] ?? 10_000);
const CROWD = 500;
const SECONDS = 6;
/** How long a crowd may stay; the timeouts below are shorter. */
const PATIENCE_SECONDS = 60;
/** More than this for a crowd is a loss. */
const MOST_MIB = 200;

const place = new Place();
// A crowd is gone after seconds instead of a minute; the idle ones stay.
const timeouts = ['--headers-timeout', '5s', '--request-timeout', '10s', '--answer-timeout', '5s'];
const product = await Product.start(place, ...timeouts, '--keep-alive-timeout', '10m');
const other = new RawClient(product.url);
const counts: Record<string, number> = {};
const losses: string[] = [];
let served = 0;

const memory = () =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${product.child.pid}/status`, 'utf8'))?.[1]) / 1024;

/** Stores customers until it is enough, as a client does who has nothing to do with all this. */
async function serveAnother(isEnough: () => boolean): Promise<void> {
  while (!isEnough()) {
    const path = `/v2/customers/external/prove/other-${served}`;
    const headers = { 'x-api-key': place.key, 'content-type': 'application/json' };
    const { status } = await other.send('PUT', path, headers, `{"email": "other-${served}@example.com"}`);
    if (status === 201) served += 1;
    else losses.push(`another client was answered ${status}`);
  }
}

/** Serves another client beside a crowd, and says what the crowd cost. */
async function beside(crowd: string, memoryBefore: number, isOver: () => boolean): Promise<void> {
  const servedBefore = served;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, memory() - memoryBefore);
  }, 100);
  await serveAnother(isOver);
  clearInterval(watch);
  counts[`${crowd}: MiB more at the most`] = Math.round(most);
  counts[`${crowd}: writes of another client meanwhile`] = served - servedBefore;
  if (most > MOST_MIB) losses.push(`${crowd} took ${Math.round(most)} MiB`);
}

/** A crowd that must be let go in the time that the timeouts give it. */
async function bear(what: string, misbehave: (socket: Socket) => unknown): Promise<void> {
  const memoryBefore = memory();
  const crowd = new Crowd(product.url, CROWD, misbehave);
  const isLate = after(PATIENCE_SECONDS);
  await beside(`${CROWD} ${what}`, memoryBefore, () => crowd.dropped === CROWD || isLate());
  if (crowd.dropped < CROWD) losses.push(`${CROWD - crowd.dropped} ${what} are still held`);
  crowd.leave();
}

function after(seconds: number): () => boolean {
  const end = Date.now() + seconds * 1000;
  return () => Date.now() >= end;
}

const put = (key: string) =>
  `PUT /v2/customers/external/prove/slow HTTP/1.1\r\nHost: x\r\nx-api-key: ${key}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`;
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nx-api-key: ${place.key}\r\n\r\n`;

// So that what the program itself needs to get going is not taken for the crowd's.
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
counts['idle connections held to the end'] = await held();
if (counts['idle connections held to the end'] < IDLE) losses.push('idle connections were dropped');
idle.kill();

await bear('half-sent headers', (socket) =>
  socket.resume().write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half'),
);
await bear('headers a byte at a time', (socket) => repeat(socket.resume(), 'x', 100));
await bear('half-sent bodies', (socket) => socket.resume().write(put(place.key) + '{'.repeat(1000)));
await bear('bodies a byte at a time', (socket) => {
  socket.resume().write(put(place.key));
  repeat(socket, '{', 100);
});
await bear('floods of headers', (socket) => repeat(socket.resume(), `X: ${'y'.repeat(8000)}\r\n`, 5));
await bear('bodies without a key', (socket) => socket.resume().write(put('none') + ' '.repeat(200_000)));
await bear('answers that nobody takes', (socket) => {
  // More than the system holds for us, some 4 MiB: what it has taken is no longer in our memory.
  socket.pause().write(get('/openapi.json').repeat(50));
  // Who does not read learns only by writing that it was cut off.
  repeat(socket, '\r\n', 500);
});

report('bad clients', counts, losses);
other.close();
await product.kill();
place.remove();
