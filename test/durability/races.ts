/**
 * Sends 24 identical requests with one Idempotency-Key at once, and 24 different upserts of one new external id at
 * once, to a server on SQLite and to a server on PostgreSQL. Argument: number of rounds (default: 1000).
 */
import { PostgresServer } from '../support/postgres-server.ts';
import { type RaceFigures, Races } from '../support/races.ts';
import { TestServer } from '../support/test-server.ts';

const rounds = Number(process.argv[2] ?? 1000);
await raceOn('SQLite', await TestServer.start());
const postgres = await PostgresServer.start({ settings: { fsync: 'on' } });
try {
  await raceOn('PostgreSQL', await TestServer.start({ database: postgres.url() }));
} finally {
  await postgres.remove();
}

async function raceOn(store: string, server: TestServer): Promise<void> {
  const races = new Races(server);
  await race(`identical requests, one key, on ${store}`, (round) => races.identical(round));
  await race(`different upserts, one new id, on ${store}`, () => races.different());
  races.close();
  await server.stop();
}

/** Runs all rounds and prints their totals. A round throws if its result is wrong. */
async function race(what: string, run: (round: number) => Promise<RaceFigures>): Promise<void> {
  const sum = { requests: 0, replays: 0, waits: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const { requests, replays, waits } = await run(round);
    sum.requests += requests;
    sum.replays += replays;
    sum.waits += waits;
  }
  process.stdout.write(
    `${rounds} rounds of 24 ${what}: all results are correct. ` +
      `${sum.requests} requests, ${sum.replays} replayed responses, ${sum.waits} requests retried after a wait.\n`,
  );
}
