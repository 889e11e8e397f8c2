import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiKey } from '../../../src/domain/keys/api-key.ts';
import { hashSecret, makeSecret } from '../../../src/domain/keys/key-gate.ts';
import type { Store } from '../../../src/domain/store/store.ts';
import { addKey, addMerchant, aKey, type TestKey } from '../../support/tenants.ts';
import type { DatabaseFixture, MakePlace } from './database-fixture.ts';

const UNKNOWN_ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

export function testKeys(makePlace: MakePlace): void {
  describe('keys', () => {
    let place: DatabaseFixture;
    let store: Store;
    let merchantId: string;
    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
      merchantId = await addMerchant(store);
    });

    const newHash = () => hashSecret(makeSecret('sandbox'));
    const describeKey = (over: Partial<ApiKey> = {}): ApiKey =>
      aKey({ merchantId, mode: 'sandbox' }, { createdAt: 1000, ...over }).key;
    const add = async (over: Partial<ApiKey> = {}): Promise<Omit<TestKey, 'secret'>> => {
      const { key, hash } = await addKey(
        store,
        { merchantId, mode: 'sandbox' },
        { createdAt: 1000, ...over },
      );
      return { key, hash };
    };

    test('one comes back as it was added, found by the hash of its secret or by its id', async () => {
      const full = {
        mode: 'live',
        name: 'Nøkkel  nr. 1',
        scopes: ['customers:read', 'invoices:*'],
        cidrs: ['192.0.2.0/24', '2001:db8::/32'],
        expiresAt: 1_900_000_000_000,
        createdBy: 'console at 203.0.113.5',
      } as const;
      for (const over of [{}, full]) {
        const { key, hash } = await add(over);
        expect(await store.keys.find(hash)).toEqual({ key, hash });
        expect(await store.keys.get(key.id)).toEqual(key);
      }
    });

    test('the first is added once, and not where there is any', async () => {
      const stores = [store, await place.open()];
      const made = Array.from({ length: 10 }, () => ({ key: describeKey(), hash: newHash() }));
      const added = await Promise.all(
        made.map(({ key, hash }, index) => (stores[index % 2] as Store).keys.addFirst(key, hash)),
      );
      expect(added.filter((isAdded) => isAdded)).toHaveLength(1);
      expect(await store.keys.list()).toEqual([made[added.indexOf(true)]?.key]);
    });

    test('an unknown hash or id finds nothing', async () => {
      await add();
      expect(await store.keys.find(newHash())).toBeUndefined();
      expect(await store.keys.get(UNKNOWN_ID)).toBeUndefined();
    });

    test('are listed with those made first at the top, revoked ones included', async () => {
      expect(await store.keys.list()).toEqual([]);
      const second = await add({ createdAt: 2000 });
      const first = await add({ createdAt: 1000 });
      await store.keys.revoke(second.key.id, 3000);
      expect(await store.keys.list()).toEqual([first.key, { ...second.key, revokedAt: 3000 }]);
    });

    test('one of a merchant that does not exist is refused', async () => {
      await expect(add({ merchantId: UNKNOWN_ID })).rejects.toThrow();
      expect(await store.keys.list()).toEqual([]);
    });

    test('a revoked one is still found, as revoked, and keeps the first time', async () => {
      const { key, hash } = await add();
      await store.keys.find(hash);
      expect(await store.keys.revoke(key.id, 5000)).toBe(true);
      expect((await store.keys.find(hash))?.key.revokedAt).toBe(5000);
      expect(await store.keys.revoke(key.id, 6000)).toBe(true);
      expect((await store.keys.get(key.id))?.revokedAt).toBe(5000);
    });

    test('a revoked one has the actor of its first revocation, or none', async () => {
      const { key } = await add();
      await store.keys.revoke(key.id, 5000, 'command line (alice)');
      await store.keys.revoke(key.id, 6000, 'console at 203.0.113.5');
      expect((await store.keys.get(key.id))?.revokedBy).toBe('command line (alice)');
      const other = await add();
      await store.keys.revoke(other.key.id, 5000);
      await store.keys.revoke(other.key.id, 6000, 'console at 203.0.113.5');
      expect(await store.keys.get(other.key.id)).toEqual({ ...other.key, revokedAt: 5000 });
    });

    test('what is done to one that is not there says so', async () => {
      expect(await store.keys.revoke(UNKNOWN_ID, 1)).toBe(false);
      expect(await store.keys.rotate(UNKNOWN_ID, newHash(), 1)).toBe(false);
    });

    test('a rotated one is found by both secrets, of which the old one ends', async () => {
      const { key, hash } = await add();
      const next = newHash();
      await store.keys.find(hash);
      expect(await store.keys.rotate(key.id, next, 7000)).toBe(true);
      expect(await store.keys.find(hash)).toEqual({ key, hash, secretExpiresAt: 7000 });
      expect(await store.keys.find(next)).toEqual({ key, hash: next });
      expect(await store.keys.list()).toEqual([key]);
    });

    test('rotating again never gives an older secret more time', async () => {
      const { key, hash } = await add();
      const [second, third] = [newHash(), newHash()];
      await store.keys.rotate(key.id, second, 7000);
      await store.keys.rotate(key.id, third, 9000);
      expect((await store.keys.find(hash))?.secretExpiresAt).toBe(7000);
      expect((await store.keys.find(second))?.secretExpiresAt).toBe(9000);
      await store.keys.rotate(key.id, newHash(), 8000);
      expect((await store.keys.find(second))?.secretExpiresAt).toBe(8000);
    });

    test('uses are remembered, the latest one of each', async () => {
      const [a, b, c] = [await add(), await add(), await add()];
      await store.keys.recordUses(
        new Map([
          [a.key.id, 5000],
          [b.key.id, 6000],
        ]),
      );
      await store.keys.recordUses(
        new Map([
          [a.key.id, 4000],
          [b.key.id, 7000],
          [UNKNOWN_ID, 1],
        ]),
      );
      const used = async ({ key }: { key: ApiKey }) => (await store.keys.get(key.id))?.lastUsedAt;
      expect([await used(a), await used(b), await used(c)]).toEqual([5000, 7000, undefined]);
      await store.keys.recordUses(new Map());
    });

    test('what another process does to one is seen within a second', async () => {
      const { key, hash } = await add();
      const elsewhere = await place.open();
      const seen = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 1000, interval: 20 });
      expect(await elsewhere.keys.find(hash)).toEqual({ key, hash });

      await store.keys.rotate(key.id, newHash(), 7000);
      await seen(async () => expect((await elsewhere.keys.find(hash))?.secretExpiresAt).toBe(7000));
      await store.keys.revoke(key.id, 5000);
      await seen(async () => expect((await elsewhere.keys.find(hash))?.key.revokedAt).toBe(5000));
      const added = await add();
      expect(await elsewhere.keys.find(added.hash)).toEqual(added);
    });

    test('more than the cache has are still distinguished', async () => {
      const made = await Promise.all(Array.from({ length: 1100 }, () => add()));
      for (let round = 0; round < 2; round += 1) {
        for (const { key, hash } of made) expect((await store.keys.find(hash))?.key.id).toBe(key.id);
      }
    });
  });
}
