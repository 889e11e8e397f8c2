import { join } from 'node:path';
import { runWrk, writeWrkScript } from '../wrk.ts';
import { byTurns } from './by-turns.ts';
import { PROGRAMS } from './programs.ts';
import { type Comparison, type Metric, relativeTarget, toValues } from './results.ts';
import { FIRST_UPSERT, HEADERS, KEY, startServer } from './servers.ts';
import { load } from './wrk-script.ts';

/** Measures reads of one customer and of a page, and the same requests on mock servers. */
export async function measureReads(folder: string, rounds: number, seconds: number): Promise<Comparison> {
  const [ours, scalar, prism] = await Promise.all(
    (['upsertd', 'Scalar', 'Prism'] as const).map(async (name) => (await startServer(name, folder)).server),
  );
  if (!ours || !scalar || !prism) throw new Error('A server is missing.');
  try {
    await load(ours.url, 'upsert', { key: KEY, connections: 64, seconds: 3 });
    const known = await fetch(ours.url + FIRST_UPSERT.path, { headers: HEADERS });
    const { data } = (await known.json()) as { data: { id: string } };
    const metrics: Metric[] = [];
    for (const [id, name, path] of [
      ['get-by-id', 'one customer by id', `/v2/customers/${data.id}`],
      ['get-by-external-id', 'one customer by external id', FIRST_UPSERT.path],
      ['list-page', 'a page of 20 customers', '/v2/customers?limit=20'],
    ] as const) {
      const script = join(folder, 'read.lua');
      writeWrkScript(script, { method: 'GET', path, headers: HEADERS });
      const rates = await byTurns(rounds, {
        [PROGRAMS.upsertd]: async () => runWrk(ours.url, script, seconds),
        [PROGRAMS.Scalar]: async () => runWrk(scalar.url, script, seconds),
        [PROGRAMS.Prism]: async () => runWrk(prism.url, script, seconds),
      });
      metrics.push({
        ...{ id, name, unit: 'requests/s', values: toValues(rates) },
        targets: [
          relativeTarget(rates, PROGRAMS.upsertd, 'at least', 1, PROGRAMS.Scalar),
          relativeTarget(rates, PROGRAMS.upsertd, 'at least', 8, PROGRAMS.Prism),
        ],
      });
    }
    const method =
      'upsertd reads a database of some ten thousand customers. The mock servers answer with examples of the same spec.';
    return { title: 'Reads', method, better: 'higher', metrics };
  } finally {
    for (const server of [ours, scalar, prism]) await server.stop();
  }
}
