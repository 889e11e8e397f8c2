import { beforeEach, describe, expect, test } from 'vitest';
import { openMaintenance } from '../../../src/storage/open-maintenance.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { MIGRATIONS } from '../../../src/storage/postgres/open/migrations.ts';
import { ask, makeDatabase } from '../../support/test-database.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');

let url: string;
beforeEach(async () => {
  url = await makeDatabase();
  const store = await openStore(url);
  const fixture = await TenantFixture.in(store);
  await fixture.put({ externalId: '1', now: NOW });
  await fixture.put({ externalId: '2', now: NOW });
  await store.close();
});

async function verdicts(now = NOW): Promise<Record<string, string>> {
  const results = await openMaintenance(url).diagnose(now);
  return Object.fromEntries(results.map(({ what, verdict }) => [what, verdict]));
}

describe('the check of a PostgreSQL database', () => {
  test('reports only that fsync is off on the test server', async () => {
    const good = ['schema', 'indexes', 'links', 'counters', 'search', 'vacuum', 'clock'];
    expect(await verdicts()).toEqual({
      ...Object.fromEntries(good.map((what) => [what, 'good'])),
      durability: 'bad',
    });
  });

  test.for([
    ['a missing reference', 'DELETE FROM customer_references WHERE external_id = $$1$$', 'links'],
    ['an event without its customer', 'UPDATE events SET customer = 9 WHERE sequence = 1', 'links'],
    ['a wrong counter', 'UPDATE tenants SET customers = customers + 1', 'counters'],
    ['a missing event', 'DELETE FROM events WHERE sequence = 1', 'counters'],
    ['a customer without a search entry', 'DELETE FROM customer_search WHERE customer = 1', 'search'],
    ['a missing table', 'DROP TABLE events', 'links'],
  ])('finds %s, and names the check', async ([, damage = '', part = '']) => {
    await ask(url, damage);
    expect((await verdicts())[part]).toBe('bad');
  });

  test('finds a clock that is behind the stored times, and a newer schema', async () => {
    expect((await verdicts(NOW - 120_000)).clock).toBe('odd');
    await ask(url, `INSERT INTO upsertd_migrations VALUES (${MIGRATIONS.length + 1}, 1)`);
    expect((await verdicts()).schema).toBe('odd');
  });
});
