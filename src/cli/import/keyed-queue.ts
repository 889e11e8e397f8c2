/** Lets pieces of work that share a key run one after another, in the order in which they came. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Work that waits for work that fails is not begun, and fails with it: what comes later would otherwise be done before
   * what came earlier, should that be tried again.
   */
  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const mine = this.#after(keys).then(work);
    for (const key of keys) this.#last.set(key, mine);
    const result = await mine;
    for (const key of keys) if (this.#last.get(key) === mine) this.#last.delete(key);
    return result;
  }

  /** The end of the earlier work. Only earlier work is waited for, so no two pieces wait for each other. */
  #after(keys: readonly string[]): Promise<unknown> {
    const earlier = new Set<Promise<unknown>>();
    for (const key of keys) {
      const last = this.#last.get(key);
      if (last) earlier.add(last);
    }
    return Promise.all(earlier);
  }
}
