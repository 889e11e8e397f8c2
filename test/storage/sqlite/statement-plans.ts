import Database from 'better-sqlite3';
import { v7 as uuidV7 } from 'uuid';
import { vi } from 'vitest';
import type { EventListQuery } from '../../../src/domain/event.ts';
import type { CursorPage } from '../../../src/domain/lists/cursor-page.ts';
import type { CustomerListQuery, Store } from '../../../src/domain/store/store.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { registerSearchFunction } from '../../../src/storage/sqlite/list/search-filter.ts';
import { SearchIndexer } from '../../../src/storage/sqlite/search/search-indexer.ts';
import { rowOf, tenantNumber } from '../../../src/storage/sqlite/tenants.ts';
import { aKey } from '../../support/tenants.ts';
import { anItem, TenantFixture } from '../conformance/tenant-fixture.ts';

/** Runs all methods of the store, and returns each statement that it prepares, with the steps of its plan. */
export async function statementPlans(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const preparing = vi.spyOn(Database.prototype, 'prepare');
  const store = await openStore(`sqlite:${path}`);
  const [large, small] = [await TenantFixture.in(store), await TenantFixture.in(store)];
  const database = new Database(path);
  registerSearchFunction(database);
  fill(database);
  await doEverything(store, large, small);
  database.prepare('ATTACH ? AS search').run(`${path}-search`);
  // The statements of the search thread, which the spy does not record.
  new SearchIndexer(database, database).indexSome();
  const statements = new Set(preparing.mock.calls.map(([sql]) => sql));
  preparing.mockRestore();
  const explainable = [...statements].filter((sql) => /^(SELECT|UPDATE|INSERT|DELETE|WITH)\b/.test(sql));
  const plans = new Map(explainable.map((sql) => [sql.replace(/\s+/g, ' '), planOf(database, sql)]));
  database.close();
  await store.close();
  return plans;
}

/** More customers than the store counts or sorts. */
const LARGE = 60_000;
const SEARCHABLE = 12_000;

/** All combinations of filters, with few and with many matches. */
function everyQuery(): Partial<CustomerListQuery>[] {
  const choices: Partial<CustomerListQuery>[][] = [
    [{}, { search: 'many' }, { search: 'ma' }, { search: 'nobody' }],
    [{}, { emailFolded: 'a@example.com' }],
    [{}, { source: 'common' }, { source: 'rare' }],
    [{}, { externalId: '1' }],
    [{}, { updatedSince: 0 }, { updatedSince: LARGE - 100 }, { updatedSince: LARGE - 30_000 }],
  ];
  return choices.reduce<Partial<CustomerListQuery>[]>(
    (sets, more) => sets.flatMap((set) => more.map((one) => ({ ...set, ...one }))),
    [{}],
  );
}

/** Inserts many customers without the store, because only their number and their indexes matter here. */
function fill(database: Database.Database): void {
  const key = { merchantId: '', tenant: tenantNumber(1, 'sandbox') };
  const numbers = `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${LARGE})`;
  const customer = { fields: { email: 'a@example.com', name: 'Many' }, references: [] };
  const fields = JSON.stringify(customer.fields);
  database.exec(`
    ${numbers} INSERT INTO customers
      (row, tenant, id, fields, held_references, email_folded, last_event, version, created_at, updated_at)
      SELECT ${rowOf(key, 0)} + n, ${key.tenant}, n, '${fields}', '[]', n, 0, 1, n, n FROM n;
    ${numbers} INSERT INTO customer_references (tenant, external_id, source, customer)
      SELECT ${key.tenant}, n, 'common', ${rowOf(key, 0)} + n FROM n;
    ${numbers} INSERT INTO events
      (row, tenant, id, type, customer, earlier, created_at, snapshot)
      SELECT ${rowOf(key, 0)} + n, ${key.tenant}, n, 'customer.created', ${rowOf(key, 0)} + n, 0, n, '${JSON.stringify(customer)}' FROM n
      WHERE n <= ${SEARCHABLE};
    UPDATE tenants SET customers = ${LARGE}, events = ${SEARCHABLE} WHERE number = ${key.tenant};
  `);
}

async function doEverything(store: Store, large: TenantFixture, small: TenantFixture): Promise<void> {
  for (const fixture of [large, small]) {
    for (const query of everyQuery()) await fixture.list({ ...query, limit: 2, offset: 1 });
    const { id } = await fixture.put({ source: 'rare', externalId: '1' });
    await fixture.update(id, { name: 'x' });
    await fixture.find(id);
    const record = { customer_id: id, created_at: '2026-01-01T00:00:00Z', status: 'open' };
    const [first, second] = [
      { ...record, id: uuidV7() },
      { ...record, id: uuidV7() },
    ];
    await store.records.put(fixture.tenant, 'orders', [first, second] as never[]);
    for (const status of [{}, { status: 'open' }]) {
      for (const cursor of [{}, { startingAfter: first.id }, { endingBefore: second.id }]) {
        await store.records.list(fixture.tenant, 'orders', id, { limit: 1, ...status, ...cursor });
      }
    }
    await doBatchesAndEvents(fixture, id);
    const { key } = aKey(fixture.tenant);
    await store.keys.add(key, `hash of ${key.id}`);
    await store.keys.find(`hash of ${key.id}`);
    await store.keys.rotate(key.id, `next hash of ${key.id}`, 1);
    await store.keys.recordUses(new Map([[key.id, 1]]));
    await store.keys.revoke(key.id, 1);
    await store.keys.list();
  }
  const counts = { successes: 1, redirects: 0, clientErrors: 0, serverErrors: 0 };
  await store.requestCounts.add([{ minute: 1, tenant: large.tenant, counts }], 0);
  for (const tenant of [undefined, large.tenant])
    await store.requestCounts.list({ tenant, from: 0, spanMinutes: 1, spans: 2 });
  await store.ping();
}

async function doBatchesAndEvents(fixture: TenantFixture, customerId: string): Promise<void> {
  await fixture.batch([anItem(), anItem()]);
  const [newest, older] = await fixture.events();
  for (const filter of [{}, { customerId }]) {
    for (const types of [{}, { types: ['customer.created'] }]) {
      for (const cursor of [{}, { startingAfter: newest?.id }, { endingBefore: older?.id }]) {
        const query = { ...filter, ...types, ...cursor, from: 1, to: 2, limit: 1 } as EventListQuery &
          CursorPage;
        await fixture.store.events.list(fixture.tenant, query);
      }
    }
  }
  await fixture.store.events.find(fixture.tenant, newest?.id ?? '');
  const claim = { id: `claim of ${customerId}`, fingerprint: 'f', now: 0 };
  await fixture.store.responses.store(fixture.tenant, claim, { status: 200, headers: {}, body: '' });
  await fixture.store.responses.find(fixture.tenant, claim);
  await fixture.store.responses.deleteExpired(1);
}

function planOf(database: Database.Database, sql: string): string[] {
  const statement = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name = '']) => [name, 1]));
  const unnamed = [...sql.matchAll(/\?/g)].map(() => 1);
  const steps = unnamed.length > 0 ? statement.all(...unnamed) : statement.all(named);
  return steps.map(({ detail }) => detail);
}
