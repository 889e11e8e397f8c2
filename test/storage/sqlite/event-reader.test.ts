import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { EventListQuery } from '../../../src/domain/event.ts';
import type { CursorPage } from '../../../src/domain/lists/cursor-page.ts';
import type { Store } from '../../../src/domain/store/store.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

/** The number of events of the customer. */
const COUNT = 5000;
/** The number of events that a list passes in one turn, as src/storage/sqlite/event-reader.ts states it. */
const EVENTS_PER_TURN = 1000;

let store: Store;
let fixture: TenantFixture;
let customerId: string;
beforeAll(async () => {
  const path = join(tempFolder(afterAll), 'test.db');
  store = await openStore(`sqlite:${path}`);
  fixture = await TenantFixture.in(store);
  ({ id: customerId } = await fixture.put());
  await fixture.put();
  const database = new Database(path);
  const last = `(SELECT row FROM events ORDER BY row DESC LIMIT 1)`;
  // The other customer has the second event.
  database.exec(`
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${COUNT})
    INSERT INTO events (row, tenant, id, type, customer, earlier, created_at, snapshot)
      SELECT row + n, tenant, 'event ' || (n + 2), 'customer.updated', customer - 1,
        CASE n WHEN 1 THEN row - 1 ELSE row + n - 1 END, created_at, snapshot
      FROM n CROSS JOIN (SELECT * FROM events WHERE row = ${last});
    UPDATE customers SET last_event = ${last} WHERE id = '${customerId}';
    UPDATE tenants SET events = events + ${COUNT} WHERE events = 2;`);
  database.close();
  return () => store.close();
});

/** Lists events of the customer. @returns their sequence numbers, and the number of turns of the event loop that passed. */
async function list(query: EventListQuery & Partial<CursorPage>) {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  onTestFinished(() => {
    isOver = true;
  });
  setImmediate(count);
  const { items, hasMore } = await store.events.list(fixture.tenant, { limit: 2, customerId, ...query });
  isOver = true;
  return { sequences: items.map(({ sequence }) => sequence), hasMore, turns };
}

const NEWEST = COUNT + 2;

test.each<[string, EventListQuery & Partial<CursorPage>, number[], boolean]>([
  ['by a type that only the first event has', { types: ['customer.created'] }, [1], false],
  ['that ends before an early event', { endingBefore: 'event 10' }, [12, 11], true],
  ['that begins after an early event of another customer', { startingAfter: '' }, [1], false],
])(
  'a list of events of one customer %s lets other work run between two thousands of events',
  async (_title, query, sequences, hasMore) => {
    const second = (await store.events.list(fixture.tenant, { limit: 100, endingBefore: 'event 4' })).items;
    const other = await store.events.list(fixture.tenant, { limit: 1, startingAfter: 'event 3' });
    expect(second).toHaveLength(100);
    const startingAfter = query.startingAfter === '' ? (other.items[0]?.id ?? '') : undefined;
    const found = await list({ ...query, ...(startingAfter !== undefined && { startingAfter }) });
    expect(found).toMatchObject({ sequences, hasMore });
    expect(found.turns).toBeGreaterThan(NEWEST / EVENTS_PER_TURN / 2);
  },
);

test('a list of events of one customer that begins after one of them does not pass the newer ones', async () => {
  const found = await list({ startingAfter: 'event 10' });
  expect(found).toMatchObject({ sequences: [9, 8], hasMore: true });
  expect(found.turns).toBeLessThanOrEqual(2);
  expect(await list({})).toMatchObject({ sequences: [NEWEST, NEWEST - 1], hasMore: true });
});

test('further lists fail while a hundred lists of a tenant wait that pass many events of one customer', async () => {
  const query = { limit: 1, customerId, types: ['customer.created'] };
  const results = await Promise.allSettled(
    Array.from({ length: 102 }, () => store.events.list(fixture.tenant, query)),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(101);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'unavailable' },
  });
});
