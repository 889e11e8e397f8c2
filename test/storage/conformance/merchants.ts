import { v7 as uuidV7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { ORIGIN } from './desk.ts';
import type { MakePlace } from './place.ts';

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
        store.customers.create({ tenant, command, origin: ORIGIN, answer: () => null }),
      ).rejects.toThrow();
      await expect(store.customers.list(tenant, { limit: 1, offset: 0 })).rejects.toThrow();
    });
  });
}
