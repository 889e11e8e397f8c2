/** Lets pieces of work that share a key run one after another, in the order in which they came. */
export class KeyedOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Work that waits for work that fails is not begun, and fails with it: what comes later would otherwise be done before
   * what came earlier, should that be tried again.
   */
  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    // Only earlier work is waited for, so no two pieces wait for each other.
    const earlier = keys.map((key) => this.#last.get(key));
    const mine = Promise.all(earlier).then(work);
    for (const key of keys) this.#last.set(key, mine);
    const result = await mine;
    for (const key of keys) if (this.#last.get(key) === mine) this.#last.delete(key);
    return result;
  }
}
