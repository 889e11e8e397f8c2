import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSecret } from '../src/domain/keys/key-gate.ts';
import { median } from './median.ts';
import { load } from './performance/wrk-script.ts';
import { ServerProcess } from './server-process.ts';
import { runWrk, writeWrkScript } from './wrk.ts';

/**
 * Compares two builds of upsertd: this one, and the one in another checkout. Prints, for each kind of request, the
 * ratio of the throughputs and the ratio of the processor times per request. The runs alternate, so that other work of
 * the machine disturbs both alike. Needs Linux and wrk, and `make build` in both checkouts.
 */
const { values } = parseArgs({
  options: {
    /** The other checkout. */
    base: { type: 'string' },
    /** Seconds of load per run. */
    seconds: { type: 'string', default: '5' },
    /** Runs of each kind and build. */
    rounds: { type: 'string', default: '5' },
    /** The kinds to measure: those whose names contain this text. */
    only: { type: 'string', default: '' },
  },
});
if (!values.base) throw new Error('--base is missing: the folder of the checkout to compare with.');
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const KEY = makeSecret('sandbox');
const HEADERS = { 'x-api-key': KEY, 'content-type': 'application/json' };
const PATH = '/v2/customers/external/practicehub/PAT-1';
const FIRST = { path: PATH, method: 'PUT', headers: HEADERS, body: '{"email":"ingrid.solberg@example.com"}' };

const folder = mkdtempSync(join(tmpdir(), 'upsertd-versions-'));
const start = async (name: string, checkout: string) => {
  const database = `sqlite:${join(folder, `${name}.db`)}`;
  const program = [resolve(checkout, 'dist/cli/main.js'), 'serve', '--log-level', 'silent', '--no-console'];
  const command = [process.execPath, ...program, '--database', database];
  return (await ServerProcess.start(command, FIRST, { UPSERTD_SANDBOX_KEY: KEY })).server;
};
const servers = { base: await start('base', values.base), this: await start('this', '.') };

const page = join(folder, 'page.lua');
writeWrkScript(page, { method: 'GET', path: '/v2/customers?limit=20', headers: HEADERS });
const one = join(folder, 'one.lua');
writeWrkScript(one, { method: 'GET', path: PATH, headers: HEADERS });
const writes = { key: KEY, connections: 64, seconds };
const KINDS: Record<string, (url: string) => Promise<number>> = {
  'single upserts': (url) => load(url, 'upsert', writes),
  'upserts with an Idempotency-Key': (url) => load(url, 'upsert', { ...writes, idempotent: true }),
  'batches of 100': (url) => load(url, 'batch', { ...writes, connections: 8 }),
  'one customer by external id': async (url) => runWrk(url, one, seconds),
  'a page of 20 customers': async (url) => runWrk(url, page, seconds),
};

/** One run: requests per second, and microseconds of processor time per request. */
interface Run {
  readonly rate: number;
  readonly cost: number;
}

async function run(server: ServerProcess, kind: (url: string) => Promise<number>): Promise<Run> {
  const before = server.processorTime();
  const began = performance.now();
  const rate = await kind(server.url);
  const requests = (rate * (performance.now() - began)) / 1000;
  return { rate, cost: ((server.processorTime() - before) * 1e6) / requests };
}

try {
  for (const server of Object.values(servers)) await load(server.url, 'upsert', { ...writes, seconds: 3 });
  console.log('this build / other build (spread), each the median of', rounds, 'alternating runs');
  for (const [name, kind] of Object.entries(KINDS).filter(([name]) => name.includes(values.only))) {
    const pairs: { base: Run; this: Run }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      pairs.push({ base: await run(servers.base, kind), this: await run(servers.this, kind) });
    }
    const show = (measure: keyof Run) => {
      const ratios = pairs.map((pair) => pair.this[measure] / pair.base[measure]);
      const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
      const middle = (build: 'this' | 'base') =>
        Math.round(median(pairs.map((pair) => pair[build][measure])));
      return `${median(ratios).toFixed(2)} (${spread}; ${middle('this')} / ${middle('base')})`;
    };
    console.log(`${name}: requests/s ${show('rate')} · µs of processor time per request ${show('cost')}`);
  }
} finally {
  for (const server of Object.values(servers)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
