import { v7 as uuidV7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { addKey } from '../../support/tenants.ts';
import type { MakePlace } from './database-fixture.ts';
import { TenantFixture } from './tenant-fixture.ts';

export function testLife(makePlace: MakePlace): void {
  describe('a store', () => {
    test('opened again has all that was acknowledged before it was closed', async () => {
      const place = await makePlace();
      const fixture = await TenantFixture.at(place);
      const { store, tenant } = fixture;
      const customer = await fixture.put({ source: 'wodify', externalId: '1', patch: { name: 'Kari' } });
      const { key, hash } = await addKey(store, tenant);
      const order = {
        id: uuidV7(),
        customer_id: customer.id,
        status: 'open',
        created_at: '2026-01-01T00:00:00.000Z',
      };
      await store.records.put(tenant, 'orders', [order as never]);
      await store.close();

      const again = fixture.through(await place.open());
      expect(await again.find(customer.id)).toMatchObject(customer);
      expect(await again.ids({ search: 'kari' })).toEqual([customer.id]);
      expect(await again.store.keys.find(hash)).toEqual({ key, hash });
      expect((await again.store.merchants.list()).map(({ id }) => id)).toEqual([tenant.merchantId]);
      const { items } = await again.store.records.list(tenant, 'orders', customer.id, { limit: 1 });
      expect(items).toEqual([order]);
      expect(await again.put({ source: 'wodify', externalId: '1', email: 'new@example.com' })).toMatchObject({
        id: customer.id,
        version: 2,
      });
    });

    test('that is being closed first finishes the waiting writes', async () => {
      const place = await makePlace();
      const fixture = await TenantFixture.at(place);
      const waiting = Promise.all(Array.from({ length: 700 }, () => fixture.put()));
      await fixture.store.close();
      expect(await waiting).toHaveLength(700);
      expect((await fixture.through(await place.open()).list()).total).toBe(700);
    });

    test('answers a ping while it is open and not after it was closed', async () => {
      const store = await (await makePlace()).open();
      await expect(store.ping()).resolves.toBeUndefined();
      await store.close();
      await expect(store.ping()).rejects.toThrow();
    });

    test('that is closed refuses reads and writes, and may be closed again', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      await fixture.store.close();
      await expect(fixture.put()).rejects.toThrow();
      await expect(fixture.list()).rejects.toThrow();
      await expect(fixture.store.close()).resolves.toBeUndefined();
    });
  });
}
