import { beforeEach, describe, expect, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import type { MakePlace } from './database-fixture.ts';
import { TenantFixture } from './tenant-fixture.ts';

export function testIsolation(makePlace: MakePlace): void {
  describe.for(['another merchant', 'the other mode of the same merchant'])('%s', (who) => {
    let fixture: TenantFixture;
    let stranger: TenantFixture;
    let theirs: Customer;
    const wanted = { externalId: '1', email: 'a@example.com' };
    beforeEach(async () => {
      fixture = await TenantFixture.at(await makePlace(), 'live');
      stranger =
        who === 'another merchant'
          ? await TenantFixture.in(fixture.store, 'live')
          : new TenantFixture(fixture.store, { ...fixture.tenant, mode: 'sandbox' });
      theirs = await stranger.put({ ...wanted, patch: { name: 'Stranger' } });
    });

    test('is not found, listed, searched or counted', async () => {
      expect(await fixture.find(theirs.id)).toBeUndefined();
      const reference = { source: 'practicehub', externalId: '1' };
      expect(await fixture.store.customers.findByReference(fixture.tenant, reference)).toBeUndefined();
      for (const query of [
        {},
        { search: 'stranger' },
        { search: 'st' },
        { emailFolded: 'a@example.com' },
        { source: 'practicehub' },
        { externalId: '1' },
        { updatedSince: 0 },
      ]) {
        expect(await fixture.list(query)).toEqual({ items: [], total: 0, hasMore: false });
      }
    });

    test('uses the same reference and email without meeting', async () => {
      const decision = await fixture.upsert({ ...wanted, patch: { name: 'Ours' } });
      expect(decision).toMatchObject({ outcome: 'created', warnings: [] });
      expect((await fixture.list()).items.map(({ fields }) => fields.name)).toEqual(['Ours']);
      expect(await stranger.find(theirs.id)).toMatchObject({ fields: { name: 'Stranger' }, version: 1 });
    });

    test('can neither be changed nor given records', async () => {
      await expect(fixture.update(theirs.id, { name: 'x' })).rejects.toMatchObject({
        code: 'resource_missing',
      });
      const record = { id: theirs.id, customer_id: theirs.id, created_at: '2026-01-01T00:00:00.000Z' };
      await expect(
        fixture.store.records.put(fixture.tenant, 'orders', [record as never]),
      ).rejects.toMatchObject({
        code: 'resource_missing',
      });
      await expect(
        fixture.store.records.list(fixture.tenant, 'orders', theirs.id, { limit: 1 }),
      ).rejects.toMatchObject({ code: 'resource_missing' });
    });

    test('has numbers and records of its own', async () => {
      const ours = await fixture.put(wanted);
      const record = { id: theirs.id, created_at: '2026-01-01T00:00:00.000Z', status: 'open' };
      for (const [{ store, tenant }, { id }] of [
        [fixture, ours],
        [stranger, theirs],
      ] as const) {
        await store.records.put(tenant, 'orders', [{ ...record, customer_id: id } as never]);
      }
      for (const [{ store, tenant, ...one }, { id }] of [
        [fixture, ours],
        [stranger, theirs],
      ] as const) {
        const { items } = await store.records.list(tenant, 'orders', id, { limit: 10 });
        expect(items).toMatchObject([{ customer_id: id }]);
        expect(one).toEqual({});
      }
      expect([(await fixture.list()).total, (await stranger.list()).total]).toEqual([1, 1]);
    });
  });
}
