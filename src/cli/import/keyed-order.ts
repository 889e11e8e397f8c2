/** Lets pieces of work that share a key run one after another, in the order in which they came. */
export class KeyedOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    // Only earlier work is waited for, so no two pieces wait for each other.
    const earlier = keys.map((key) => this.#last.get(key));
    const mine = Promise.allSettled(earlier).then(work);
    for (const key of keys) this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      for (const key of keys) if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
