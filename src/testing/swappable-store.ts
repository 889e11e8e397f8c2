/** Anything that can be closed. */
interface Closable {
  close(): Promise<void>;
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** A store that can be replaced by another one while a server uses it. */
export class SwappableStore<Store extends Closable> {
  #current: Store;
  /** Set while the store is being replaced; resolves when the replacement has ended. */
  #replacing: Promise<void> | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;
  /** Forwards each call to the current store. A call waits while the store is being replaced. */
  readonly store: Store;

  constructor(first: Store) {
    this.#current = first;
    const forwarding = this.#forwardTo((store) => store);
    const close = () => this.#close();
    this.store = new Proxy(forwarding, {
      get: (target, name) => (name === 'close' ? close : Reflect.get(target, name)),
    });
  }

  /**
   * Replaces the store. Running calls end first, in the old store. The old store is closed before the new one is opened,
   * because both may use the same file. Only one replacement may run at a time.
   *
   * @param open opens the new store with all data that later calls need, such as their API key.
   * @throws Error if the store has been closed.
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

  /** An object with the methods and the parts of an object of the current store, whichever that is at each call. */
  #forwardTo<T extends object>(find: (store: Store) => T): T {
    return new Proxy({} as T, {
      get: (_empty, name) => {
        const member: unknown = Reflect.get(find(this.#current), name);
        if (typeof member === 'function') {
          return (...args: unknown[]) =>
            this.#run((store) => {
              const owner = find(store);
              return Reflect.apply(Reflect.get(owner, name) as Method, owner, args);
            });
        }
        if (typeof member !== 'object' || member === null) return member;
        return this.#forwardTo((store) => Reflect.get(find(store), name) as object);
      },
    });
  }
}
