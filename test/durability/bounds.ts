/**
 * Attacks a server that has a heap of 256 MiB, one attack after another, and measures the requests of another client
 * meanwhile. A loss is a server that ends, a request of the other client without success, or a 99th percentile of a second
 * or more. Option: --seconds, the duration of each attack (default: 60).
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStore } from '../../src/storage/open-store.ts';
import { RawClient } from '../support/raw-client.ts';
import { addKey, addMerchant } from '../support/tenants.ts';
import { ATTACKS, type Target } from './attacks.ts';
import { Product, ServerFixture } from './product.ts';
import { report } from './report.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const SECONDS = Number(values.seconds);
const HEAP_MIB = 256;
const MAX_P99_MS = 1000;
/** The number of the largest customers, and of the others of the same tenant. */
const LARGE = 100;
const OTHERS = 10_000;
/** The other client sends its next request after this time; milliseconds. */
const PAUSE_MS = 10;

const place = new ServerFixture();
place.env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` };
const keys: string[] = [];
const store = await openStore(`sqlite:${place.database}`);
const tenant = { merchantId: await addMerchant(store), mode: 'sandbox' as const };
for (let count = 0; count < 8; count += 1) keys.push((await addKey(store, tenant)).secret);
const other = { merchantId: await addMerchant(store), mode: 'sandbox' as const };
const { secret: otherKey } = await addKey(store, other);
await store.close();
const product = await Product.start(place);
const target: Target = { url: product.url, keys };
const counts: Record<string, number> = {};
const losses: string[] = [];
await fill();
for (const name of Object.keys(ATTACKS)) await withstand(name);
report(`attacks on a server with a heap of ${HEAP_MIB} MiB, ${SECONDS} s each`, counts, losses);
await product.kill();
place.remove();

/** Stores the customers of the attacked tenant: first many small ones, then the largest, which the first page contains. */
async function fill(): Promise<void> {
  const client = new RawClient(product.url);
  const headers = { 'x-api-key': keys[0] as string, 'content-type': 'application/json' };
  const put = async (path: string, body: object) => {
    const { status } = await client.send('PUT', path, headers, JSON.stringify(body));
    if (status > 201) throw new Error(`The customers could not be stored: ${status}.`);
  };
  for (let first = 0; first < OTHERS; first += 100) {
    const customers = Array.from({ length: 100 }, (_, index) => ({
      external_id: `${first + index}`,
      email: `${first + index}@example.com`,
    }));
    await put('/v2/customers/external/batch', { source: 'many', customers });
  }
  const large = { text: 'x'.repeat(63_000) };
  for (let index = 0; index < LARGE; index += 1) {
    const body = { email: `large-${index}@example.com`, metadata: large, custom_fields: large };
    await put(`/v2/customers/external/large/${index}`, body);
  }
  client.close();
}

async function withstand(name: string): Promise<void> {
  const main = fileURLToPath(new URL('attack-main.ts', import.meta.url));
  const args = [main, name, `${SECONDS}`, JSON.stringify(target)];
  const attack = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let isOver = false;
  const output = text(attack.stdout).finally(() => {
    isOver = true;
  });
  const { latencies, failures, most } = await serveOther(() => isOver);
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.POSITIVE_INFINITY);
  const p99 = at(0.99);
  counts[`${name}: requests of the other client`] = latencies.length;
  counts[`${name}: their median, ms`] = at(0.5);
  counts[`${name}: their 99th percentile, ms`] = p99;
  counts[`${name}: the longest of them, ms`] = at(1);
  counts[`${name}: largest memory of the server, MiB`] = most;
  for (const [what, count] of Object.entries(JSON.parse((await output).trim() || '{}') as object))
    counts[`${name}: of the attack, ${what}`] = count;
  if (product.child.exitCode !== null || product.child.signalCode !== null)
    losses.push(`${name}: the server ended`);
  if (p99 >= MAX_P99_MS) losses.push(`${name}: the 99th percentile of the other client is ${p99} ms`);
  if (failures.length > 0)
    losses.push(`${name}: ${failures.length} failed requests of the other client: ${failures[0]}`);
}

/** Sends upserts, lists and searches of another merchant, one after another. */
async function serveOther(isOver: () => boolean) {
  const client = new RawClient(product.url);
  const headers = { 'x-api-key': otherKey, 'content-type': 'application/json' };
  const latencies: number[] = [];
  const failures: string[] = [];
  let most = 0;
  for (let count = 0; !isOver(); count += 1) {
    const kind = count % 3;
    const path =
      ['/v2/customers/external/other/1', '/v2/customers', '/v2/customers?search=other'][kind] ?? '';
    const body = kind === 0 ? `{"email": "other@example.com", "notes": "${count}"}` : undefined;
    const startedAt = performance.now();
    await client.send(kind === 0 ? 'PUT' : 'GET', path, headers, body).then(
      ({ status }) => status > 201 && failures.push(`status ${status} of ${path}`),
      (error: Error) => failures.push(error.message),
    );
    latencies.push(performance.now() - startedAt);
    most = Math.max(most, memory());
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  client.close();
  return { latencies, failures, most: Math.round(most) };
}

function memory(): number {
  try {
    const status = readFileSync(`/proc/${product.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
