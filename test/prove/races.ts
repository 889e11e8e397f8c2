/**
 * A thousand rounds (or as many as its argument says) of 24 identical requests with one Idempotency-Key at once, and as
 * many of 24 different upserts of one new external id, against the product on a real socket, on each kind of store.
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

/** Every round throws unless it came out as it must. */
async function race(what: string, run: (round: number) => Promise<RaceFigures>): Promise<void> {
  const sum = { requests: 0, replays: 0, waits: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const { requests, replays, waits } = await run(round);
    sum.requests += requests;
    sum.replays += replays;
    sum.waits += waits;
  }
  process.stdout.write(
    `${rounds} rounds of 24 ${what}: each as it must be. ` +
      `${sum.requests} requests, ${sum.replays} answered again, ${sum.waits} first asked to wait.\n`,
  );
}
