import { join } from 'node:path';
import { runWrk, writeWrkScript } from '../wrk.ts';
import { byTurns } from './by-turns.ts';
import { PROGRAMS } from './programs.ts';
import { type Comparison, type Metric, relativeTarget, toValues, type Unit } from './results.ts';
import { HEADERS, type ServerName, startServer } from './servers.ts';

const PEERS = ['Prism', 'Scalar', 'Mockoon'] as const;

/** Measures the time until a server's first response, and its memory then and after a load of reads. */
export async function measureStarts(folder: string, rounds: number, seconds: number): Promise<Comparison> {
  const script = join(folder, 'page.lua');
  writeWrkScript(script, { method: 'GET', path: '/v2/customers?limit=20', headers: HEADERS });
  const starts = await byTurns(
    rounds,
    each((name) => once(name, folder, async (_, milliseconds) => milliseconds)),
  );
  const idle = await byTurns(
    rounds,
    each((name) => once(name, folder, async (server) => server.memory())),
  );
  const loaded = await byTurns(
    1,
    each((name) =>
      once(name, folder, async (server) => {
        runWrk(server.url, script, seconds);
        return server.memory();
      }),
    ),
  );
  const metric = (id: string, name: string, unit: Unit, values: Record<string, number>): Metric => ({
    ...{ id, name, unit, values: toValues(values) },
    targets: PEERS.map((peer) => relativeTarget(values, PROGRAMS.upsertd, 'at most', 1, PROGRAMS[peer])),
  });
  return {
    title: 'Start and memory',
    method:
      'The start ends with the whole response to a first upsert. ' +
      `The load is ${seconds} seconds of requests for a page of 20 customers.`,
    better: 'lower',
    metrics: [
      metric('start', 'start to first response', 'ms', starts),
      metric('memory-idle', 'memory after the first response', 'MiB', idle),
      metric('memory-loaded', 'memory after a load', 'MiB', loaded),
    ],
  };
}

type Measured = 'upsertd' | (typeof PEERS)[number];

/** The same measurement of each program, under the name that is shown for it. */
function each(measure: (name: Measured) => Promise<number>): Record<string, () => Promise<number>> {
  return Object.fromEntries(
    (['upsertd', ...PEERS] as const).map((name) => [PROGRAMS[name], () => measure(name)]),
  );
}

type Started = Awaited<ReturnType<typeof startServer>>['server'];

async function once(
  name: ServerName,
  folder: string,
  measure: (server: Started, milliseconds: number) => Promise<number>,
): Promise<number> {
  const { server, milliseconds } = await startServer(name, folder);
  try {
    return await measure(server, milliseconds);
  } finally {
    await server.stop();
  }
}
