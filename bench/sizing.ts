/** Measures disk space per customer, memory of a server, and whether a metrics scrape slows down with more data. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey } from '../src/cli/keys/issue-key.ts';
import { Metrics } from '../src/http/telemetry/metrics.ts';
import { openMaintenance } from '../src/storage/open-maintenance.ts';
import { openStore } from '../src/storage/open-store.ts';
import { fillDatabase } from './fill-database.ts';
import { ServerProcess } from './server-process.ts';

const CUSTOMERS = Number(process.argv[2] ?? 100_000);
const SCRAPES = 50;

const folder = mkdtempSync(join(tmpdir(), 'upsertd-sizing-'));
const file = join(folder, 'sizing.db');
try {
  const metrics = new Metrics();
  const store = await openStore(`sqlite:${file}`, { observer: metrics });
  metrics.watchStore(() => store.figures());
  const emptyMs = await timed(() => metrics.show());
  const startedAt = performance.now();
  const { large } = await fillDatabase(store, CUSTOMERS);
  const seconds = (performance.now() - startedAt) / 1000;
  const scrapeMs = await timed(() => metrics.show());
  // A search waits until the search index is complete.
  await store.customers.list(large, { limit: 1, offset: 0, search: 'solberg' });
  const { secret } = await createKey(store, { ...large, name: 'bench' }, { by: 'a benchmark' });
  await store.close();
  const memory = await measureMemory(secret);
  await openMaintenance(`sqlite:${file}`).backup(join(folder, 'backup.db'), { replace: false });
  console.log(`${CUSTOMERS} customers written in ${seconds.toFixed(1)} s`);
  for (const [what, name] of [
    ['on disk', 'sizing.db'],
    ['search index', 'sizing.db-search'],
    ['in a backup', 'backup.db'],
  ] as const) {
    const bytes = statSync(join(folder, name)).size / CUSTOMERS;
    console.log(`${what.padEnd(14)} ${bytes.toFixed(0)} bytes per customer`);
  }
  const [fresh, written, used] = memory.map((mebibytes) => mebibytes.toFixed(0));
  console.log(
    `memory         ${fresh} MiB after the start, ${written} MiB after a write, ${used} MiB after reading every page`,
  );
  const grown = (scrapeMs / emptyMs).toFixed(2);
  console.log(`metrics scrape ${scrapeMs.toFixed(2)} ms, ${grown} times the time with an empty database`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Measures a server's memory in MiB after its first response, its first write, and reads of every page. */
async function measureMemory(key: string): Promise<[fresh: number, written: number, used: number]> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const command = [process.execPath, 'dist/cli/main.js', 'serve', '--database', `sqlite:${file}`];
  const first = { path: '/v2/customers', headers };
  const { server } = await ServerProcess.start([...command, '--log-level', 'silent'], first);
  const ask = async (path: string, more: RequestInit = {}) =>
    (await fetch(`${server.url}/v2/customers${path}`, { headers, ...more })).text();
  const fresh = server.memory();
  await ask('/external/bench/1', { method: 'PUT', body: '{"email":"bench@example.com"}' });
  const written = server.memory();
  for (let offset = 0; offset < CUSTOMERS; offset += 100) await ask(`?limit=100&offset=${offset}`);
  for (const search of ['solberg', 'ingrid', 'oslo', '4711']) await ask(`?limit=100&search=${search}`);
  const used = server.memory();
  await server.stop();
  return [fresh, written, used];
}

/** Returns the median duration of several runs, in milliseconds. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < SCRAPES; index += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[SCRAPES / 2] ?? 0;
}
