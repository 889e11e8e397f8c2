import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

let fixture: TenantFixture;
/** The connection of the store, because SQLite's page limit applies to one connection only. */
let connection: Database.Database;

beforeEach(async () => {
  const pragma = vi.spyOn(Database.prototype, 'pragma');
  const store = await openStore(`sqlite:${join(tempFolder(), 'test.db')}`);
  onTestFinished(() => store.close());
  connection = pragma.mock.contexts.at(-1) as Database.Database;
  pragma.mockRestore();
  fixture = await TenantFixture.in(store);
});

/** Leaves space for the given number of pages. */
function leaveRoom(pages: number): void {
  const used = connection.pragma('page_count', { simple: true }) as number;
  connection.pragma(`max_page_count = ${used + pages}`);
}

describe('a full disk', () => {
  test('makes writes unavailable, and they leave no customer, reference, count or search entry', async () => {
    const known = await fixture.put({ externalId: 'known', email: 'known@example.com' });
    leaveRoom(0);
    const patch = { name: 'Lost', notes: 'x'.repeat(9000) };
    const settled = await Promise.allSettled([
      ...Array.from({ length: 50 }, (_, index) => fixture.upsert({ externalId: `lost-${index}`, patch })),
      fixture.upsert({ externalId: 'known', email: 'changed@example.com', patch }),
      fixture.create('lost@example.com', patch),
      fixture.update(known.id, patch),
    ]);
    for (const one of settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(await fixture.list()).toMatchObject({ items: [known], total: 1 });
    for (const search of ['lost', 'lo', 'changed']) expect(await fixture.ids({ search })).toEqual([]);

    leaveRoom(10_000);
    await fixture.upsert({ externalId: 'lost-1', patch });
    expect(await fixture.list()).toMatchObject({ total: 2 });
    expect(await fixture.ids({ search: 'lost' })).toHaveLength(1);
  });

  test('does not stop reads', async () => {
    const known = await fixture.put({ patch: { name: 'Known' } });
    leaveRoom(0);
    await fixture.put({ patch: { notes: 'x'.repeat(9000) } }).catch(() => undefined);
    expect(await fixture.find(known.id)).toMatchObject(known);
    expect(await fixture.ids({ search: 'known' })).toEqual([known.id]);
    await fixture.store.ping();
  });
});
