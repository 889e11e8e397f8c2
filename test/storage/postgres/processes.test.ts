import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Store } from '../../../src/domain/store/store.ts';
import { MIGRATIONS, type Migration } from '../../../src/storage/postgres/open/migrations.ts';
import { openPostgresStore, type PostgresOptions } from '../../../src/storage/postgres/postgres-store.ts';
import { addKey, addMerchant } from '../../support/tenants.ts';
import { ask, makeDatabase } from '../../support/test-database.ts';
import { aCommand, fresh, TenantFixture } from '../conformance/tenant-fixture.ts';
import { OtherProcess } from '../sqlite/other-process.ts';

let url: string;
beforeEach(async () => {
  url = await makeDatabase();
});

async function open(options: Partial<PostgresOptions> = {}): Promise<Store> {
  const store = await openPostgresStore({ url, ...options });
  onTestFinished(() => store.close());
  return store;
}

describe('several processes', () => {
  test('that open an empty database at the same time migrate it once', async () => {
    const others = Array.from({ length: 4 }, () => new OtherProcess(url, { serving: true }));
    for (const other of others) expect(await other.read()).toBe('ready');
    for (const other of others) other.write('open');
    expect(await Promise.all(others.map((other) => other.read()))).toEqual(['open', 'open', 'open', 'open']);
    for (const other of others) other.write('write');
    for (const other of others) expect(await other.read()).toBe('0');
    expect(await (await open()).merchants.list()).toHaveLength(4);
    expect(await ask(url, 'SELECT number FROM upsertd_migrations')).toEqual(
      MIGRATIONS.map((_, index) => ({ number: index + 1 })),
    );
  });

  test('that are killed while they write leave all acknowledged writes, and none partly written', async () => {
    const server = new OtherProcess(url, { serving: true });
    server.write('open');
    server.write('write');
    expect([await server.read(), await server.read()]).toEqual(['ready', 'open']);
    let last = '';
    while (last !== '50') last = await server.read();
    await server.kill();
    const store = await open();
    const [merchant] = await store.merchants.list();
    const fixture = new TenantFixture(store, { merchantId: merchant?.id ?? '', mode: 'sandbox' });
    for (let number = 0; number <= 50; number += 1)
      expect((await fixture.list({ externalId: `${number}` })).total).toBe(1);
    const [{ sequence = 0 } = {}] = (await fixture.store.events.list(fixture.tenant, { limit: 1 })).items;
    expect((await fixture.list()).total).toBe(sequence);
  });
});

describe('a key that is revoked in one process', () => {
  test('is rejected at once by another process that listens, although its cache has not expired', async () => {
    const [first, second] = [await open(), await open({ directUrl: url })];
    const merchantId = await addMerchant(first);
    const { key, hash } = await addKey(first, { merchantId, mode: 'sandbox' });
    // Now it listens.
    await vi.waitFor(async () => {
      const [row] = await ask<{ count: string }>(
        url,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
      );
      expect(row?.count).toBe('1');
    });
    expect((await second.keys.find(hash))?.key.revokedAt).toBeUndefined();
    await first.keys.revoke(key.id, 5);
    await vi.waitFor(async () => expect((await second.keys.find(hash))?.key.revokedAt).toBe(5), {
      timeout: 300,
      interval: 5,
    });
  });

  test.each(['postgres://upsertd@localhost:port/x', 'localhost'])(
    'needs a URL for the listener, and any other text is refused before the server starts: %s',
    async (directUrl) => {
      await expect(open({ directUrl })).rejects.toMatchObject({
        name: 'UnusableStore',
        message: expect.stringMatching(/^The direct address is not the URL of a database; write postgres:/),
      });
    },
  );

  test('is rejected by another process whose listener cannot connect', async () => {
    const nowhere = new URL(url);
    nowhere.searchParams.set('host', '/nowhere');
    const [first, second] = [await open(), await open({ directUrl: nowhere.href })];
    const merchantId = await addMerchant(first);
    const { key, hash } = await addKey(first, { merchantId, mode: 'live' });
    expect(await second.keys.find(hash)).toBeDefined();
    await first.keys.revoke(key.id, 5);
    await vi.waitFor(async () => expect((await second.keys.find(hash))?.key.revokedAt).toBe(5), {
      timeout: 1000,
    });
  });
});

describe('one request under one Idempotency-Key in two processes', () => {
  const ANSWER = { status: 201, headers: {}, body: 'a response' };

  async function twoDesks(): Promise<[TenantFixture, TenantFixture]> {
    const first = await TenantFixture.in(await open());
    return [first, first.through(await open())];
  }

  const write = (
    fixture: TenantFixture,
    claim: { id: string; fingerprint: string; now: number },
    externalId: string,
  ) => fixture.upsertStoring(claim, aCommand({ externalId, email: `${externalId}@example.com` }), ANSWER);

  test('has its effect once, and the later one returns the response of the first', async () => {
    const desks = await twoDesks();
    for (let round = 0; round < 20; round += 1) {
      const claim = { id: fresh('claim'), fingerprint: 'same', now: 1000 };
      const answers = await Promise.all(desks.map((fixture) => write(fixture, claim, `once-${round}`)));
      expect(answers.sort()).toEqual(['created', 'replayed']);
      const kept = await Promise.all(desks.map(({ store, tenant }) => store.responses.find(tenant, claim)));
      expect(kept).toEqual([
        { ...ANSWER, isReplay: true },
        { ...ANSWER, isReplay: true },
      ]);
    }
    expect(await desks[0].events()).toHaveLength(20);
  });

  test('and different bodies is a conflict for the later one', async () => {
    const [first, second] = await twoDesks();
    const claim = { id: fresh('claim'), fingerprint: 'one', now: 1000 };
    await write(first, claim, 'first');
    await expect(write(second, { ...claim, fingerprint: 'two' }, 'second')).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    expect((await first.list()).total).toBe(1);
  });
});

describe('a rolling upgrade', () => {
  const tomorrow = (worksWith: number): readonly Migration[] => [
    ...MIGRATIONS,
    { sql: 'ALTER TABLE customers ADD COLUMN birthday text; CREATE TABLE visits (merchant uuid)', worksWith },
  ];

  test('lets programs of both schemas work and restart at the same time', async () => {
    const today = await TenantFixture.in(await open());
    const before = await today.put({ externalId: 'before' });
    let isUpgraded = false;
    const working = (async () => {
      for (let number = 0; !isUpgraded || number < 50; number += 1)
        await today.put({ externalId: `${number}` });
    })();
    const next = today.through(await open({ migrations: tomorrow(1) }));
    isUpgraded = true;
    expect(await next.find(before.id)).toMatchObject(before);
    await next.put({ externalId: 'next' });
    await working;
    expect((await today.list({ externalId: 'next' })).total).toBe(1);
    const restarted = today.through(await open());
    await restarted.put({ externalId: 'restarted' });
    expect((await next.list()).total).toBe((await restarted.list()).total);
  });

  test('refuses a program that the newer schema excludes', async () => {
    await open({ migrations: tomorrow(MIGRATIONS.length + 1) });
    await expect(open()).rejects.toThrow(
      `This database was written by a newer upsertd (schema ${MIGRATIONS.length + 1}, this one knows ${MIGRATIONS.length}); upgrade upsertd.`,
    );
  });
});
