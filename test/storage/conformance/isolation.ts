import { beforeEach, describe, expect, test } from 'vitest';
import type { Customer } from '../../../src/domain/customer.ts';
import { Desk } from './desk.ts';
import type { MakePlace } from './place.ts';

export function testIsolation(makePlace: MakePlace): void {
  describe.for(['another merchant', 'the other mode of the same merchant'])('%s', (who) => {
    let desk: Desk;
    let stranger: Desk;
    let theirs: Customer;
    const wanted = { externalId: '1', email: 'a@example.com' };
    beforeEach(async () => {
      desk = await Desk.at(await makePlace(), 'live');
      stranger =
        who === 'another merchant'
          ? await Desk.in(desk.store, 'live')
          : new Desk(desk.store, { ...desk.tenant, mode: 'sandbox' });
      theirs = await stranger.put({ ...wanted, patch: { name: 'Stranger' } });
    });

    test('is not found, listed, searched or counted', async () => {
      expect(await desk.find(theirs.id)).toBeUndefined();
      const reference = { source: 'practicehub', externalId: '1' };
      expect(await desk.store.customers.findByReference(desk.tenant, reference)).toBeUndefined();
      for (const query of [
        {},
        { search: 'stranger' },
        { search: 'st' },
        { emailFolded: 'a@example.com' },
        { source: 'practicehub' },
        { externalId: '1' },
        { updatedSince: 0 },
      ]) {
        expect(await desk.list(query)).toEqual({ items: [], total: 0, hasMore: false });
      }
    });

    test('uses the same reference and email without meeting', async () => {
      const decision = await desk.upsert({ ...wanted, patch: { name: 'Ours' } });
      expect(decision).toMatchObject({ outcome: 'created', warnings: [] });
      expect((await desk.list()).items.map(({ fields }) => fields.name)).toEqual(['Ours']);
      expect(await stranger.find(theirs.id)).toMatchObject({ fields: { name: 'Stranger' }, version: 1 });
    });

    test('can neither be changed nor given records', async () => {
      await expect(desk.update(theirs.id, { name: 'x' })).rejects.toMatchObject({ code: 'resource_missing' });
      const record = { id: theirs.id, customer_id: theirs.id, created_at: '2026-01-01T00:00:00.000Z' };
      await expect(desk.store.records.put(desk.tenant, 'orders', [record as never])).rejects.toMatchObject({
        code: 'resource_missing',
      });
      await expect(
        desk.store.records.list(desk.tenant, 'orders', theirs.id, { limit: 1 }),
      ).rejects.toMatchObject({ code: 'resource_missing' });
    });

    test('has numbers and records of its own', async () => {
      const ours = await desk.put(wanted);
      const record = { id: theirs.id, created_at: '2026-01-01T00:00:00.000Z', status: 'open' };
      for (const [{ store, tenant }, { id }] of [
        [desk, ours],
        [stranger, theirs],
      ] as const) {
        await store.records.put(tenant, 'orders', [{ ...record, customer_id: id } as never]);
      }
      for (const [{ store, tenant, ...one }, { id }] of [
        [desk, ours],
        [stranger, theirs],
      ] as const) {
        const { items } = await store.records.list(tenant, 'orders', id, { limit: 10 });
        expect(items).toMatchObject([{ customer_id: id }]);
        expect(one).toEqual({});
      }
      expect([(await desk.list()).total, (await stranger.list()).total]).toEqual([1, 1]);
    });
  });
}
