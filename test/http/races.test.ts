import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Races, RUNNERS } from '../support/races.ts';
import { fileDatabase } from '../support/test-database.ts';
import { TestServer } from '../support/test-server.ts';

// A few rounds, for the test suite; `make test-durability` runs a thousand of each.
const ROUNDS = 12;

const postgres = fileDatabase();

describe.each(['SQLite', 'PostgreSQL'])('on %s', (store) => {
  let server: TestServer;
  let races: Races;
  beforeAll(async () => {
    server = await TestServer.start(store === 'SQLite' ? {} : { database: postgres.url });
    races = new Races(server);
  });
  afterAll(async () => {
    races.close();
    await server.stop();
  });

  test(`${RUNNERS} identical requests with one key at once have one effect and one answer`, async () => {
    for (let round = 0; round < ROUNDS; round += 1)
      expect(await races.identical(round)).toMatchObject({ replays: RUNNERS - 1 });
  });

  test(`${RUNNERS} different upserts of one new id at once make one customer that has everything`, async () => {
    for (let round = 0; round < ROUNDS; round += 1)
      expect(await races.different()).toMatchObject({ requests: RUNNERS });
  });
});
