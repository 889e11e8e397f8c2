import pg from 'pg';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Database } from '../../../src/storage/postgres/database.ts';
import { openPool } from '../../../src/storage/postgres/open/open-pool.ts';
import { openPostgresStore, type PostgresOptions } from '../../../src/storage/postgres/postgres-store.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { ask, makeDatabase } from '../../support/test-database.ts';
import { aCommand, anItem, fresh, TenantFixture } from '../conformance/tenant-fixture.ts';

let url: string;
beforeEach(async () => {
  url = await makeDatabase();
});

async function openDesk(options: Partial<PostgresOptions> = {}): Promise<TenantFixture> {
  const store = await openPostgresStore({ url, ...options });
  onTestFinished(() => store.close());
  return TenantFixture.in(store);
}

/** Another connection that holds a lock. */
async function hold(sql: string): Promise<{ letGo: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(sql);
  return { letGo: () => client.end() };
}

const TERMINATE = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;

const unavailable = { code: 'unavailable' };

/** Expects each acknowledged customer once, and one event per change. */
async function expectWhole(fixture: TenantFixture, acknowledged: readonly string[]): Promise<void> {
  const found: string[] = [];
  for (let hasMore = true; hasMore; ) {
    const page = await fixture.list({ offset: found.length });
    found.push(...page.items.map(({ references }) => references[0]?.externalId ?? ''));
    hasMore = page.hasMore;
  }
  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(expect.arrayContaining([...acknowledged]));
  const sequences = (await fixture.events()).map(({ sequence }) => sequence);
  expect(sequences).toEqual(found.map((_, index) => found.length - index));
}

describe('lost connections', () => {
  test('between two statements of a transaction end only that transaction', async () => {
    const database = new Database(await openPool(url, {}));
    onTestFinished(() => database.close());
    const cutOff = database.transaction(async (within) => {
      const [own] = await within.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await ask(url, `SELECT pg_terminate_backend(${own?.pid})`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await within.query('SELECT');
    });
    await expect(cutOff).rejects.toThrow();
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('during writes lose no acknowledged write, and are opened again', async () => {
    const fixture = await openDesk();
    const acknowledged: string[] = [];
    let isCut = false;
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let number = 0; !isCut || number < 20; number += 1) {
        const externalId = `${writer}-${number}`;
        const put = fixture.put({ externalId });
        await put.then(
          () => acknowledged.push(externalId),
          (error) => expect(error).toMatchObject(unavailable),
        );
      }
    });
    for (let round = 0; round < 5; round += 1) {
      await ask(url, TERMINATE);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    isCut = true;
    await Promise.all(writing);
    expect(acknowledged.length).toBeGreaterThan(20);
    await expectWhole(fixture, acknowledged);
  });

  test('during a request with an Idempotency-Key apply it completely or not at all, and a retry has no second effect', async () => {
    const fixture = await openDesk();
    const write = (claim: { id: string; fingerprint: string; now: number }, externalId: string) =>
      fixture.upsertStoring(claim, aCommand({ externalId }), { status: 201, headers: {}, body: externalId });
    for (let round = 0; round < 8; round += 1) {
      const claim = { id: fresh('claim'), fingerprint: 'x', now: 1000 };
      const first = write(claim, `${round}`).catch((error) => expect(error).toMatchObject(unavailable));
      await new Promise((resolve) => setTimeout(resolve, round % 5));
      await ask(url, TERMINATE);
      await first;
      const findStored = () => fixture.store.responses.find(fixture.tenant, claim);
      const known = await vi.waitFor(findStored, { timeout: 20_000 });
      if (!known) await write(claim, `${round}`);
      expect((await fixture.list()).total).toBe(round + 1);
    }
    await expectWhole(fixture, ['0', '7']);
  });
});

describe('a stopped PostgreSQL server', () => {
  test('makes all operations unavailable, and they work again when it has started', async () => {
    const server = await PostgresServer.start();
    onTestFinished(() => server.remove());
    url = server.url();
    const fixture = await openDesk();
    await fixture.put({ externalId: 'before' });
    await server.stop('SIGQUIT');
    for (const work of [
      () => fixture.put(),
      () => fixture.batch([anItem(), anItem()]),
      () => fixture.list(),
      () => fixture.events(),
      () => fixture.store.ping(),
      () => fixture.store.keys.find('x'),
      () => fixture.store.responses.find(fixture.tenant, { id: 'x', fingerprint: 'x', now: 1 }),
    ])
      await expect(work()).rejects.toMatchObject(unavailable);
    await server.resume();
    await fixture.put({ externalId: 'after' });
    await expectWhole(fixture, ['before', 'after']);
  });
});

describe('a connection that holds a lock', () => {
  test('on a merchant makes the writes of that merchant unavailable after a time-out, and no others', async () => {
    const fixture = await openDesk({ patienceMs: 500 });
    const other = await TenantFixture.in(fixture.store);
    const held = await hold(
      `UPDATE tenants SET revision = revision + 1 WHERE merchant = '${fixture.tenant.merchantId}'`,
    );
    const waiting = fixture.put().catch((error) => error);
    await other.put();
    expect(await waiting).toMatchObject(unavailable);
    await held.letGo();
    await fixture.put();
    await expectWhole(fixture, []);
  });

  test('on a table makes the operations on it unavailable after a time-out', async () => {
    const fixture = await openDesk({ patienceMs: 300 });
    const held = await hold('LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
    await expect(fixture.find('0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10')).rejects.toMatchObject({
      ...unavailable,
      cause: { name: 'RefusedStatement', code: '55P03' },
    });
    await held.letGo();
    expect((await fixture.list()).total).toBe(0);
  });

  test('on every connection of the pool makes other operations wait, and then unavailable', async () => {
    const fixture = await openDesk({ connections: 1, connectMs: 2000, patienceMs: 4000 });
    const held = await hold('LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
    const [first, second] = await Promise.allSettled([fixture.list(), fixture.store.ping()]);
    expect([first, second]).toMatchObject([{ reason: unavailable }, { reason: unavailable }]);
    await held.letGo();
    await fixture.store.ping();
  });
});

describe('a write that PostgreSQL rejects', () => {
  test('fails alone among writes that share a transaction, and its error quotes no data', async () => {
    const fixture = await openDesk();
    const name = 'Kari \u0000 Nordmann';
    const settled = await Promise.allSettled([
      fixture.put({ externalId: 'before' }),
      fixture.put({ externalId: 'bad', patch: { name } }),
      fixture.put({ externalId: 'after' }),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { reason } = settled[1] as PromiseRejectedResult;
    expect(reason.message).toBe('PostgreSQL refused a statement (22P05).');
    expect(JSON.stringify({ ...reason, cause: reason.cause })).not.toContain('Kari');
    await expectWhole(fixture, ['before', 'after']);
  });
});
