import { join } from 'node:path';
import { runWrk, writeWrkScript } from '../wrk.ts';
import { byTurns } from './by-turns.ts';
import type { Row } from './row.ts';
import { HEADERS, type ServerName, startServer } from './servers.ts';

const PEERS = ['Prism', 'Scalar', 'Mockoon'] as const;

/** How long a server takes to its first answer, and what it holds in memory then and after a load of reads. */
export async function measureStarts(folder: string, rounds: number, seconds: number): Promise<Row[]> {
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
  const row = (what: string, figures: Record<string, number>, unit: string, beside: ServerName): Row => ({
    ...{ number: 7, what, beside, goal: 1 },
    ...{ ours: `${figures.upsertd?.toFixed(0)} ${unit}`, theirs: `${figures[beside]?.toFixed(0)} ${unit}` },
    ratio: (figures[beside] ?? 0) / (figures.upsertd ?? 1),
  });
  return [
    ...PEERS.map((peer) => row('start to first answer', starts, 'ms', peer)),
    ...PEERS.map((peer) => row('memory idle', idle, 'MiB', peer)),
    ...PEERS.map((peer) => row('memory after load', loaded, 'MiB', peer)),
  ];
}

type Measured = 'upsertd' | (typeof PEERS)[number];

function each(measure: (name: Measured) => Promise<number>): Record<Measured, () => Promise<number>> {
  const entries = (['upsertd', ...PEERS] as const).map((name) => [name, () => measure(name)] as const);
  return Object.fromEntries(entries) as Record<Measured, () => Promise<number>>;
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
