import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { SwappableStore } from '../../src/testing/swappable-store.ts';

const MERCHANTS = ['0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10', '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d11'].map(
  (id, index) => ({ id, name: `Merchant ${index}`, createdAt: 0 }),
);
const openEmpty = () => openStore('sqlite::memory:', { serving: true });

async function openWith(merchant: (typeof MERCHANTS)[number]) {
  const store = await openEmpty();
  await store.merchants.add(merchant);
  return store;
}

describe('replace', () => {
  test('delays calls of every kind during the replacement, and forwards them to the new store', async () => {
    const [older, newer] = MERCHANTS as [(typeof MERCHANTS)[0], (typeof MERCHANTS)[0]];
    const slot = new SwappableStore(await openWith(older));
    const writing = slot.store.responses.deleteExpired(0);
    const opened = Promise.withResolvers<void>();
    const replaced = slot.replace(async () => {
      await opened.promise;
      return openWith(newer);
    });
    const list = slot.store.merchants.list();
    const ping = slot.store.ping();
    const figures = slot.store.figures();
    const swept = slot.store.responses.deleteExpired(0);
    expect(await writing).toBe(0);
    opened.resolve();
    await replaced;
    expect((await list).map(({ id }) => id)).toEqual([newer.id]);
    expect(await Promise.all([ping, swept])).toEqual([undefined, 0]);
    expect(await figures).toHaveProperty('waitingWrites');
    await slot.store.close();
  });

  test('can be repeated after a failure, but not after the store was closed', async () => {
    const slot = new SwappableStore(await openEmpty());
    await expect(slot.replace(() => Promise.reject(new Error('The disk is full.')))).rejects.toThrow('full');
    await slot.replace(openEmpty);
    await expect(slot.store.ping()).resolves.toBeUndefined();
    await slot.store.close();
    await expect(slot.replace(openEmpty)).rejects.toThrow('The server is stopped.');
  });
});

test('a part of the store has only the methods of the store, so that it is not mistaken for a Promise', async () => {
  const slot = new SwappableStore(await openEmpty());
  const { keys } = slot.store;
  expect(keys.find).toBeTypeOf('function');
  expect((await Promise.resolve(keys)) === keys).toBe(true);
  await slot.store.close();
});
