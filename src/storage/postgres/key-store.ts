import type { KeyStore } from '../../domain/store/store.ts';
import { ApiKeyCache } from '../api-key-cache.ts';
import { KeyTable } from './key-table.ts';
import type { Transactions } from './transactions.ts';

/** How long, in milliseconds, the cache is used without a query of the revision, if no listener invalidates it sooner. */
const CACHE_TTL_MS = 400;

/** The API keys of a store, with a cache of those that were looked up. */
export interface CachedKeyStore extends KeyStore {
  /** Must follow every change of a key by another process of which this one is notified. */
  invalidateCache(): void;
}

export function createKeyStore(transactions: Transactions): CachedKeyStore {
  /** Runs one statement, which is a transaction. */
  const query = <T>(work: (table: KeyTable) => Promise<T>): Promise<T> =>
    transactions.statement((database) => work(new KeyTable(database)));
  const cache = new ApiKeyCache(
    {
      find: (hash) => query((table) => table.find(hash)),
      revision: () => query((table) => table.revision()),
    },
    CACHE_TTL_MS,
  );
  const thenInvalidate = async <T>(change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      cache.invalidate();
    }
  };
  return {
    add: (key, hash) => thenInvalidate(query((table) => table.add(key, hash))),
    addFirst: (key, hash) =>
      thenInvalidate(transactions.transaction((within) => new KeyTable(within).addFirst(key, hash))),
    find: (hash) => cache.find(hash),
    get: (id) => query((table) => table.get(id)),
    list: () => query((table) => table.list()),
    revoke: (id, now, by) => thenInvalidate(query((table) => table.revoke(id, now, by))),
    rotate: (id, hash, oldEnds) => thenInvalidate(query((table) => table.rotate(id, hash, oldEnds))),
    recordUses: (uses) => query((table) => table.recordUses(uses)),
    invalidateCache: () => cache.invalidate(),
  };
}
