import { byTurns } from './by-turns.ts';
import { perSecond, type Row } from './row.ts';
import { KEY, type ServerName, startServer } from './servers.ts';
import { load } from './wrk-script.ts';

const CONNECTIONS = 64;
const NAMES = ['upsertd', 'bare', 'naive', 'Fastify'] as const;

/** Single upserts, each of them a real change, with and without an Idempotency-Key. */
export async function measureWrites(folder: string, rounds: number, seconds: number): Promise<Row[]> {
  const started = await Promise.all(
    NAMES.map(async (name) => [name, (await startServer(name, folder)).server] as const),
  );
  const servers = Object.fromEntries(started);
  try {
    const rate = (name: ServerName, idempotent = false, duration = seconds) =>
      load(servers[name]?.url ?? '', 'upsert', {
        key: KEY,
        connections: CONNECTIONS,
        seconds: duration,
        idempotent,
      });
    for (const name of NAMES) await rate(name, false, 2);
    const rates = await byTurns(rounds, {
      upsertd: () => rate('upsertd'),
      bare: () => rate('bare'),
      naive: () => rate('naive'),
      fastify: () => rate('Fastify'),
      keyed: () => rate('upsertd', true),
    });
    const what = `durable upserts, ${CONNECTIONS} connections`;
    const beside = (number: number, name: string, theirs: number, goal: number): Row => ({
      ...{ number, what, beside: name, goal, ratio: rates.upsertd / theirs },
      ...{ ours: perSecond(rates.upsertd), theirs: perSecond(theirs) },
    });
    return [
      beside(1, 'bare node:http and better-sqlite3', rates.bare, 0.75),
      beside(2, 'Express and validator, one commit each', rates.naive, 12),
      beside(2, 'Fastify, not durable', rates.fastify, 2),
      {
        ...{ number: 3, what: 'the same with an Idempotency-Key each', beside: 'without', goal: 0.85 },
        ...{
          ours: perSecond(rates.keyed),
          theirs: perSecond(rates.upsertd),
          ratio: rates.keyed / rates.upsertd,
        },
      },
    ];
  } finally {
    for (const server of Object.values(servers)) await server.stop();
  }
}
