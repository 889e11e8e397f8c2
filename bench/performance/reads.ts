import { join } from 'node:path';
import { runWrk, writeWrkScript } from '../wrk.ts';
import { byTurns } from './by-turns.ts';
import { perSecond, type Row } from './row.ts';
import { FIRST_UPSERT, HEADERS, KEY, startServer } from './servers.ts';
import { load } from './wrk-script.ts';

/** Reads of one customer and of a page among thousands, beside mocks that answer from the spec alone. */
export async function measureReads(folder: string, rounds: number, seconds: number): Promise<Row[]> {
  const [ours, scalar, prism] = await Promise.all(
    (['upsertd', 'Scalar', 'Prism'] as const).map(async (name) => (await startServer(name, folder)).server),
  );
  if (!ours || !scalar || !prism) throw new Error('A server is missing.');
  try {
    await load(ours.url, 'upsert', { key: KEY, connections: 64, seconds: 3 });
    const known = await fetch(ours.url + FIRST_UPSERT.path, { headers: HEADERS });
    const { data } = (await known.json()) as { data: { id: string } };
    const rows: Row[] = [];
    for (const [what, path] of [
      ['get by id', `/v2/customers/${data.id}`],
      ['get by external id', FIRST_UPSERT.path],
      ['a page of 20', '/v2/customers?limit=20'],
    ] as const) {
      const script = join(folder, 'read.lua');
      writeWrkScript(script, { method: 'GET', path, headers: HEADERS });
      const rates = await byTurns(rounds, {
        upsertd: async () => runWrk(ours.url, script, seconds),
        scalar: async () => runWrk(scalar.url, script, seconds),
        prism: async () => runWrk(prism.url, script, seconds),
      });
      const beside = (name: string, theirs: number, goal: number): Row => ({
        ...{ number: 5, what, beside: name, goal, ratio: rates.upsertd / theirs },
        ...{ ours: perSecond(rates.upsertd), theirs: perSecond(theirs) },
      });
      rows.push(beside('Scalar’s mock server', rates.scalar, 1), beside('Prism', rates.prism, 8));
    }
    return rows;
  } finally {
    for (const server of [ours, scalar, prism]) await server.stop();
  }
}
