import { v7 as uuidV7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/domain/store/store.ts';
import { applyCreate, prefetchForCreate } from '../../../src/domain/write-customers.ts';
import type { MakePlace } from './database-fixture.ts';
import { ORIGIN } from './tenant-fixture.ts';

export function testMerchants(makePlace: MakePlace): void {
  describe('merchants', () => {
    test('are listed as they were added, in that order, and may share a name', async () => {
      const store = await (await makePlace()).open();
      expect(await store.merchants.list()).toEqual([]);
      const names = ['Zahnärzte Süd', 'Aker', 'Aker', "O'Brien “&” Co"];
      const merchants = names.map((name, index) => ({ id: uuidV7(), name, createdAt: 1000 - index }));
      for (const merchant of merchants) await store.merchants.add(merchant);
      expect(await store.merchants.list()).toEqual(merchants);
    });

    test('the first is added once, however many ask for it at once and through which store', async () => {
      const place = await makePlace();
      const stores = [await place.open(), await place.open()];
      const found = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (stores[index % 2] as Store).merchants.first({ id: uuidV7(), name: `${index}`, createdAt: 1 }),
        ),
      );
      expect(new Set(found.map(({ id }) => id)).size).toBe(1);
      expect(await stores[0]?.merchants.list()).toEqual([found[0]]);
    });

    test('one cannot be added twice', async () => {
      const store = await (await makePlace()).open();
      const merchant = { id: uuidV7(), name: 'Aker', createdAt: 1 };
      await store.merchants.add(merchant);
      await expect(store.merchants.add({ ...merchant, name: 'Other' })).rejects.toThrow();
      expect(await store.merchants.list()).toEqual([merchant]);
    });

    test('nothing is stored for one that does not exist', async () => {
      const store = await (await makePlace()).open();
      const tenant = { merchantId: uuidV7(), mode: 'sandbox' } as const;
      const command = { id: uuidV7(), email: 'a@example.com', patch: {}, now: 1 };
      await expect(
        store.transaction(tenant, prefetchForCreate(command), (unitOfWork) =>
          applyCreate(unitOfWork, command, ORIGIN),
        ),
      ).rejects.toThrow();
      await expect(store.customers.list(tenant, { limit: 1, offset: 0 })).rejects.toThrow();
    });
  });
}
