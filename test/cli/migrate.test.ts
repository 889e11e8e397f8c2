import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { copyAllRows } from '../../src/cli/migrate/copy-all-rows.ts';
import { hashSecret, makeSecret } from '../../src/domain/keys/key-gate.ts';
import { applyUpsert, prefetchForUpsert } from '../../src/domain/write-customers.ts';
import { applySyncState } from '../../src/domain/write-sync-state.ts';
import { openDatabaseExport } from '../../src/storage/open-database-export.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { aCommand, anItem, fresh, ORIGIN, TenantFixture } from '../storage/conformance/tenant-fixture.ts';
import { Served, upsertd } from '../support/command-line.ts';
import { aRecord } from '../support/records.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { addKey, aKey } from '../support/tenants.ts';
import { ask, makeDatabase } from '../support/test-database.ts';

const secret = makeSecret('sandbox');

let cwd: string;
let postgres: string;
beforeEach(async () => {
  cwd = tempFolder();
  postgres = await makeDatabase();
});

const sqlite = (name: string) => `sqlite:${join(cwd, name)}`;

/** Inserts one or more rows into every table, for two merchants and both modes. */
async function fill(url: string, batches = 2): Promise<void> {
  const store = await openStore(url);
  for (const mode of ['live', 'sandbox'] as const) {
    const tenant = await TenantFixture.in(store, mode);
    for (let batch = 0; batch < batches; batch += 1) {
      await tenant.batch(
        Array.from({ length: 100 }, (_, item) => anItem({ externalId: `${batch}-${item}` })),
      );
    }
    const first = await tenant.put({
      source: 'wodify',
      email: 'kari@example.com',
      patch: { name: 'Kari 🦊' },
    });
    await tenant.put({
      email: 'KARI@example.com',
      patch: { metadata: { b: 1, a: [null, 1.5], 7: {} } },
      now: 2000,
    });
    await tenant.update(first.id, { name: null, city: 'Tromsø' }, 3000);
    await store.records.put(tenant.tenant, 'orders', [
      aRecord('orders', first.id),
      aRecord('orders', first.id),
    ]);
    await store.records.put(tenant.tenant, 'invoices', [aRecord('invoices', first.id)]);
    const idempotency = { id: fresh('claim'), fingerprint: 'x', now: Date.now() };
    const command = aCommand();
    await store.transaction(tenant.tenant, prefetchForUpsert(command), (unitOfWork) => {
      applyUpsert(unitOfWork, command, { ...ORIGIN, requestId: 'req_1', idempotencyKey: 'key 1' });
      unitOfWork.storeResponse(idempotency, { status: 201, headers: { ETag: '"1"' }, body: '\0"\u00f8' });
    });
    for (const source of ['crm', 'wodify'])
      await store.transaction(tenant.tenant, { syncSources: [source] }, (unitOfWork) =>
        applySyncState(unitOfWork, {
          id: uuidV7(),
          source,
          resourceType: 'customers',
          now: 1000,
          patch: { cursor: 'position', itemsSynced: 3 },
        }),
      );
    const { key } = await addKey(store, tenant.tenant, {
      cidrs: ['192.0.2.0/24'],
      expiresAt: 9e12,
      createdAt: 1000,
    });
    await store.keys.rotate(key.id, hashSecret(makeSecret(mode)), 5000);
    await store.keys.recordUses(new Map([[key.id, 4000]]));
    await store.keys.revoke(key.id, 6000, 'command line (alice)');
    if (mode === 'sandbox') await store.keys.add(aKey(tenant.tenant).key, hashSecret(secret));
  }
  await store.close();
}

const migrate = (from: string, to: string, ...more: string[]) =>
  upsertd(['migrate', '--from', from, '--to', to, ...more], { cwd });

describe('migrating', () => {
  test('to PostgreSQL and back copies every row, and both databases can be served and searched', async () => {
    await fill(sqlite('first.db'));
    const there = await migrate(sqlite('first.db'), postgres, '--json');
    expect(there).toMatchObject({ code: 0 });
    const back = await migrate(postgres, sqlite('second.db'), '--json');
    expect(back).toMatchObject({ code: 0 });
    expect(JSON.parse(back.stdout)).toEqual(JSON.parse(there.stdout));
    expect(JSON.parse(there.stdout)).toMatchObject(
      Object.entries({
        merchants: 2,
        customers: 404,
        events: 408,
        records: 6,
        answers: 2,
        syncStates: 4,
        keys: 3,
      }).map(([part, rows]) => ({ part, from: { rows }, to: { rows } })),
    );

    for (const database of [postgres, sqlite('second.db')]) {
      expect((await upsertd(['doctor', '--json', '--database', database], { cwd })).stdout).not.toMatch(
        /"what":"(links|counters|search)","verdict":"(bad|odd)"/,
      );
      const served = await Served.start({ cwd }, '--database', database);
      const found = await served.fetch('/v2/customers?search=kari', { key: secret });
      expect((await found.json()).pagination.total).toBe(1);
      expect(await served.put('new', { key: secret })).toBe(201);
      const { data } = await (await served.fetch('/v2/events?limit=1', { key: secret })).json();
      expect(data[0].sequence).toBe(205);
      await served.stop();
    }
  });

  test('continues where it was interrupted, and copies API keys last', async () => {
    await fill(sqlite('first.db'), 12);
    const [from, to] = [
      await openDatabaseExport(sqlite('first.db'), { mustExist: true }),
      await openDatabaseExport(postgres, { mustExist: false }),
    ];
    const stop = new AbortController();
    const onRows = () => stop.abort(new Error('Stopped.'));
    await expect(copyAllRows(from, to, { onRows, signal: stop.signal })).rejects.toThrow('Stopped.');
    await Promise.all([from.close(), to.close()]);
    const [{ customers } = { customers: 0 }] = await ask<{ customers: number }>(
      postgres,
      'SELECT max(customers)::int AS customers FROM tenants',
    );
    expect(customers).toBeGreaterThan(0);
    expect(await ask(postgres, 'SELECT FROM events LIMIT 1')).toEqual([]);
    expect(await ask(postgres, 'SELECT FROM api_keys')).toEqual([]);

    const again = await migrate(sqlite('first.db'), postgres);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain(
      `${2404 + 2408 + 6 + 2 + 4 - customers} rows copied; comparing both databases\n`,
    );
    expect((await migrate(sqlite('first.db'), postgres)).stderr).toMatch(/^0 rows copied; comparing/);
  });

  test('ends with exit code 1 and names the table if the two databases differ', async () => {
    await fill(sqlite('first.db'));
    await migrate(sqlite('first.db'), postgres);
    await ask(postgres, `UPDATE customers SET updated_at = updated_at + 1 WHERE number = 7`);
    const ended = await migrate(sqlite('first.db'), postgres);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('customers are different in the two databases.');
  });

  test('refuses a database that is served, has other data, does not exist or is the source', async () => {
    const store = await openStore(postgres);
    onTestFinished(() => store.close());
    await TenantFixture.in(store);
    await (await openStore(sqlite('first.db'))).close();
    const served = await migrate(postgres, sqlite('first.db'));
    expect([served.code, served.stderr]).toEqual([
      1,
      expect.stringContaining('is being served; stop every upsertd'),
    ]);
    await store.close();
    const filled = await openStore(sqlite('first.db'), { serving: true });
    await TenantFixture.in(filled);
    const locked = await migrate(postgres, sqlite('first.db'));
    expect([locked.code, locked.stderr]).toEqual([
      1,
      expect.stringContaining('already served by another process'),
    ]);
    await filled.close();
    const other = await migrate(postgres, sqlite('first.db'));
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('contains other data')]);
    const missing = await migrate(sqlite('missing.db'), postgres);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('There is no database')]);
    const same = await migrate(postgres, postgres);
    expect([same.code, same.stderr]).toEqual([2, expect.stringContaining('the same database')]);
  });
});
