import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Store } from '../../../src/domain/store/store.ts';
import { openMaintenance } from '../../../src/storage/open-maintenance.ts';
import { MIGRATIONS, type Migration } from '../../../src/storage/postgres/open/migrations.ts';
import { openPostgresStore } from '../../../src/storage/postgres/postgres-store.ts';
import { ask, makeDatabase } from '../../support/test-database.ts';
import { anItem, TenantFixture } from '../conformance/tenant-fixture.ts';

/** The migrations of the last release without digits of phones. */
const EARLIER = MIGRATIONS.slice(0, 2);

/** Makes the search entries those of that release: texts without the mark and the digits. */
const MAKE_EARLIER = `UPDATE customer_search
  SET text = left(text, strpos(text, chr(31)) - 2), beginnings = '{}' WHERE strpos(text, chr(31)) > 0`;

let url: string;
beforeEach(async () => {
  url = await makeDatabase();
});

async function open(migrations?: readonly Migration[]): Promise<Store> {
  const store = await openPostgresStore({ url, serving: true, ...(migrations && { migrations }) });
  onTestFinished(() => store.close());
  return store;
}

/** A tenant of a database of the earlier release, with customers of phone numbers that end with 1000, 1001 and so on. */
async function earlierTenant(customers: number): Promise<TenantFixture> {
  const store = await open(EARLIER);
  const fixture = await TenantFixture.in(store);
  for (let from = 0; from < customers; from += 100)
    await fixture.batch(
      Array.from({ length: 100 }, (_, index) => {
        const phone = `+47 22 33 ${String(1000 + from + index).replace(/^../, '$& ')}`;
        return anItem({ patch: { name: '王小明', phone } });
      }),
    );
  await store.close();
  await ask(url, MAKE_EARLIER);
  return fixture;
}

const outdated = async () =>
  (
    await ask<{ customer: string }>(
      url,
      'SELECT customer FROM customer_search WHERE strpos(text, chr(31)) = 0',
    )
  ).length;

describe('a database of an earlier release', () => {
  test('is served at once, and its search entries are rebuilt meanwhile', async () => {
    const before = await earlierTenant(500);
    expect(await outdated()).toBe(500);
    const fixture = before.through(await open());
    const { items } = await fixture.list({ search: '+47 22 33 12 3', limit: 1 });
    expect(items).toHaveLength(1);
    await vi.waitFor(async () => expect(await outdated()).toBe(0), { timeout: 60_000, interval: 20 });
    expect((await fixture.list({ search: '47-2233-1234' })).total).toBe(1);
    expect((await fixture.list({ search: '小明' })).total).toBe(500);
  });

  test('keeps each write that is made during the rebuild', async () => {
    const before = await earlierTenant(300);
    const fixture = before.through(await open());
    const { items } = await fixture.list();
    await Promise.all(items.map(({ id }, index) => fixture.update(id, { phone: `+1 555 ${3000 + index}` })));
    await vi.waitFor(async () => expect(await outdated()).toBe(0), { timeout: 60_000, interval: 20 });
    expect((await fixture.list({ search: '1555-3' })).total).toBe(100);
    expect((await fixture.list({ search: '4722-33' })).total).toBe(200);
  });

  test('is reported by the check until a server has rebuilt it', async () => {
    await earlierTenant(100);
    const store = await open();
    await vi.waitFor(async () => expect(await outdated()).toBe(0), { timeout: 60_000, interval: 20 });
    await store.close();
    const search = async () =>
      (await openMaintenance(url).diagnose(Date.now())).find(({ what }) => what === 'search');
    expect(await search()).toMatchObject({ verdict: 'good' });
    // A server of the earlier release writes beside the newer ones.
    await ask(url, MAKE_EARLIER);
    expect(await search()).toMatchObject({
      verdict: 'odd',
      detail: expect.stringContaining('100 of 100 entries are those of an earlier release'),
    });
  });
});
