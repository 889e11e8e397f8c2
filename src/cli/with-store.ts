import type { Store } from '../domain/store.ts';
import { openStore } from '../storage/open-store.ts';

/** Opens a store, made if it is not there, for one piece of work and closes it, however the work ends. */
export function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  return withOpen(openStore(url), work);
}

/** The same where making one would only hide a mistyped name. */
export function withExistingStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  return withOpen(openStore(url, { mustExist: true }), work);
}

async function withOpen<T>(opening: Promise<Store>, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await opening;
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
