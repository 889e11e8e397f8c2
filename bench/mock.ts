import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import { ServerProcess } from './server-process.ts';
import { runWrk, writeWrkScript } from './wrk.ts';

/**
 * Measures start time, memory and throughput of `upsertd mock` and of Prism's command line with the same spec, in
 * turns. Needs Linux, with wrk on the path.
 */
const ROUNDS = 5;
const WARM_SECONDS = 1;
const SECONDS = 2;

const MOCKS = {
  upsertd: [process.execPath, 'dist/cli/main.js', 'mock', '--log-level', 'silent'],
  Prism: [
    process.execPath,
    'test/e2e/node_modules/.bin/prism',
    'mock',
    'generated/openapi.json',
    '--verboseLevel',
    'silent',
  ],
};
type Name = keyof typeof MOCKS;
type Figures = Record<(typeof ROWS)[number], number>;

const ROWS = [
  'start to the end of the first response, ms',
  'memory after the first response, MiB',
  'upserts, requests/s',
  'lists, requests/s',
  'memory after the load, MiB',
] as const;

const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };
const upsert = {
  method: 'PUT',
  path: '/v2/customers/external/practicehub/PAT-12345',
  headers,
  body: JSON.stringify({ email: 'ingrid.solberg@example.com', name: 'Ingrid Solberg' }),
};
const list = { method: 'GET', path: '/v2/customers?limit=20', headers };

const folder = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
const scripts = { upsert: join(folder, 'upsert.lua'), list: join(folder, 'list.lua') };

async function measureOnce(name: Name): Promise<Figures> {
  const { server: mock, milliseconds } = await ServerProcess.start(MOCKS[name], upsert);
  try {
    const fresh = mock.memory();
    runWrk(mock.url, scripts.upsert, WARM_SECONDS);
    const upserts = runWrk(mock.url, scripts.upsert, SECONDS);
    const lists = runWrk(mock.url, scripts.list, SECONDS);
    const [start, memory, perSecond, listsPerSecond, loaded] = ROWS;
    return {
      [start]: milliseconds,
      [memory]: fresh,
      [perSecond]: upserts,
      [listsPerSecond]: lists,
      [loaded]: mock.memory(),
    };
  } finally {
    await mock.stop();
  }
}

const seen: Record<Name, Figures[]> = { upsertd: [], Prism: [] };
try {
  writeWrkScript(scripts.upsert, upsert);
  writeWrkScript(scripts.list, list);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of ['upsertd', 'Prism'] as const) seen[name].push(await measureOnce(name));
} finally {
  rmSync(folder, { recursive: true });
}

const row = (name: string, ...cells: string[]) =>
  console.log(name.padEnd(44) + cells.map((cell) => cell.padStart(12)).join(''));
row(`medians of ${ROUNDS}, Node ${process.version}`, 'upsertd', 'Prism', 'ratio');
for (const what of ROWS) {
  const [ours, theirs] = [seen.upsertd, seen.Prism].map((all) => median(all.map((one) => one[what])));
  row(what, `${ours?.toFixed(0)}`, `${theirs?.toFixed(0)}`, ((ours ?? 0) / (theirs ?? 0)).toFixed(2));
}
