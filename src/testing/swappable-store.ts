import type { Store } from '../domain/store.ts';

/** A place for a store, which can be replaced by another while it is being served. */
export class SwappableStore {
  #current: Store;
  /** Set while the store is being replaced; resolves when that is over. */
  #replacing: Promise<void> | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;
  /** The store that is in the place. A call waits while the store is being replaced, and then uses the new one. */
  readonly store: Store;

  constructor(first: Store) {
    this.#current = first;
    const part = <K extends 'customers' | 'events' | 'responses' | 'records' | 'keys' | 'merchants'>(
      name: K,
    ) => this.#standIn((store) => store[name]);
    this.store = {
      transaction: (...args) => this.#run((store) => store.transaction(...args)),
      customers: part('customers'),
      events: part('events'),
      responses: part('responses'),
      records: part('records'),
      keys: part('keys'),
      merchants: part('merchants'),
      ping: () => this.#run((store) => store.ping()),
      figures: () => this.#run((store) => store.figures()),
      close: () => this.#close(),
    };
  }

  /**
   * Replaces the store. Calls that are running end first, in the old store. The old store is closed before the new one
   * is opened, because both may use the same file. Only one replacement may run at a time.
   *
   * @param open opens the new store with all that calls expect in it, such as their key.
   * @throws Error when the slot was closed.
   */
  async replace(open: () => Promise<Store>): Promise<void> {
    if (this.#isClosed) throw new Error('The server is stopped. Start another one to reset it.');
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#replacing = promise;
    try {
      await Promise.allSettled(this.#running);
      await this.#current.close();
      this.#current = await open();
    } finally {
      this.#replacing = undefined;
      resolve();
    }
  }

  async #run<T>(call: (store: Store) => Promise<T>): Promise<T> {
    while (this.#replacing) await this.#replacing;
    const running = call(this.#current);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    while (this.#replacing) await this.#replacing;
    await this.#current.close();
  }

  /** A part of the store whose methods are those of the store that is in the place when they are called. */
  #standIn<T extends object>(partOf: (store: Store) => T): T {
    type Method = (...args: unknown[]) => Promise<unknown>;
    const call = (name: string | symbol, args: unknown[]) =>
      this.#run((store) => (Reflect.get(partOf(store), name) as Method)(...args));
    return new Proxy({} as T, {
      get: (_nothing, name) =>
        Reflect.has(partOf(this.#current), name) ? (...args: unknown[]) => call(name, args) : undefined,
    });
  }
}
