import type { Store } from '../../domain/store.ts';
import { openStore } from '../../storage/open-store.ts';

/** Opens a store for one piece of work and closes it, however the work ends. */
export async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
