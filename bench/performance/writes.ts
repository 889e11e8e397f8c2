import { byTurns } from './by-turns.ts';
import { PROGRAMS, WITH_IDEMPOTENCY_KEYS } from './programs.ts';
import { type Comparison, relativeTarget, toValues } from './results.ts';
import { KEY, type ServerName, startServer } from './servers.ts';
import { load } from './wrk-script.ts';

const CONNECTIONS = 64;
const NAMES = ['upsertd', 'bare', 'naive', 'Fastify'] as const;

/** Measures single upserts, each of which changes a customer, with and without an Idempotency-Key. */
export async function measureWrites(folder: string, rounds: number, seconds: number): Promise<Comparison> {
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
    const values = {
      [PROGRAMS.upsertd]: rates.upsertd,
      [WITH_IDEMPOTENCY_KEYS]: rates.keyed,
      [PROGRAMS.bare]: rates.bare,
      [PROGRAMS.naive]: rates.naive,
      [PROGRAMS.Fastify]: rates.fastify,
    };
    const target = (subject: string, factor: number, comparedTo: string) =>
      relativeTarget(values, subject, 'at least', factor, comparedTo);
    return {
      title: `Single upserts over ${CONNECTIONS} connections`,
      method:
        'Every connection sends upserts as fast as they are answered. Half of the requests create a customer, ' +
        'half rename one. All programs but Fastify answer after the write is on the disk.',
      better: 'higher',
      metrics: [
        {
          ...{ id: 'single-upserts', name: 'single upserts', unit: 'requests/s' },
          values: toValues(values),
          targets: [
            target(PROGRAMS.upsertd, 0.75, PROGRAMS.bare),
            target(PROGRAMS.upsertd, 12, PROGRAMS.naive),
            target(PROGRAMS.upsertd, 2, PROGRAMS.Fastify),
            target(WITH_IDEMPOTENCY_KEYS, 0.85, PROGRAMS.upsertd),
          ],
        },
      ],
    };
  } finally {
    for (const server of Object.values(servers)) await server.stop();
  }
}
