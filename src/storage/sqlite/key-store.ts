import type { KeyStore } from '../../domain/store.ts';
import { ApiKeyCache } from '../api-key-cache.ts';
import type { KeyTable } from './key-table.ts';
import type { Transactions } from './transactions.ts';

/**
 * How long, in milliseconds, the cache is used without a query of the revision, which can take longer than the rest of
 * a look-up. It is shorter than the run of a command that changes a key.
 */
const CACHE_TTL_MS = 5;

/** The API keys of a store, with a cache of those that were looked up. */
export interface CachedKeyStore extends KeyStore {
  /** Must follow every change of a key by another connection of this process. */
  invalidateCache(): void;
}

export function createKeyStore(transactions: Transactions, table: KeyTable): CachedKeyStore {
  const cache = new ApiKeyCache(
    {
      find: (hash) => transactions.statement(() => table.find(hash)),
      revision: () => transactions.statement(() => table.revision()),
    },
    CACHE_TTL_MS,
  );
  const change = async <T>(work: () => T): Promise<T> => {
    try {
      return await transactions.commitGrouped(work);
    } finally {
      cache.invalidate();
    }
  };
  return {
    add: (key, hash) => change(() => table.add(key, hash)),
    addFirst: (key, hash) => change(() => table.addFirst(key, hash)),
    find: (hash) => cache.find(hash),
    get: (id) => transactions.statement(() => table.get(id)),
    list: () => transactions.statement(() => table.list()),
    revoke: (id, now) => change(() => table.revoke(id, now)),
    rotate: (id, hash, oldEnds) => change(() => table.rotate(id, hash, oldEnds)),
    recordUses: (uses) => transactions.commitGrouped(() => table.recordUses(uses)),
    invalidateCache: () => cache.invalidate(),
  };
}
