import type { Store } from '../domain/store/store.ts';
import { openStore } from '../storage/open-store.ts';
import { describeCreated } from './describe-created.ts';
import { printError } from './terminal.ts';

/**
 * Opens a store for the given work, and creates it if it does not exist, which it reports. Closes the store after success
 * or failure.
 */
export function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  return withOpen(openStore(url, { onCreated: () => printError(describeCreated(url)) }), work);
}

/** Opens an existing store for the given work. Creating a store would hide a mistyped name. */
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
