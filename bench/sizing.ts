/** What a customer costs on disk and a server in memory, and whether a scrape of the metrics grows with the data. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metrics } from '../src/http/metrics.ts';
import { openMaintenance } from '../src/storage/open-maintenance.ts';
import { openStore } from '../src/storage/open-store.ts';
import { fillDatabase } from './fill-database.ts';

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
  await fillDatabase(store, CUSTOMERS);
  const seconds = (performance.now() - startedAt) / 1000;
  const scrapeMs = await timed(() => metrics.show());
  const memory = process.memoryUsage().rss;
  await store.close();
  await openMaintenance(`sqlite:${file}`).backup(join(folder, 'backup.db'), { replace: false });
  console.log(`${CUSTOMERS} customers written in ${seconds.toFixed(1)} s`);
  console.log(`on disk        ${(statSync(file).size / CUSTOMERS).toFixed(0)} bytes a customer`);
  console.log(
    `in a backup    ${(statSync(join(folder, 'backup.db')).size / CUSTOMERS).toFixed(0)} bytes a customer`,
  );
  console.log(`memory         ${(memory / 1024 / 1024).toFixed(0)} MiB`);
  const grown = (scrapeMs / emptyMs).toFixed(2);
  console.log(`a scrape       ${scrapeMs.toFixed(2)} ms, ${grown} times that of an empty database`);
} finally {
  rmSync(folder, { recursive: true });
}

/** The median of some runs, in milliseconds. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < SCRAPES; index += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[SCRAPES / 2] ?? 0;
}
