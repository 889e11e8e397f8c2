/** Lets pieces of work that share a key run one after another, in the order in which they were queued. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs the work after all earlier work that shares a key with it. If the earlier work fails, this work does not start
   * and fails with the same error. Otherwise a retry of the earlier work would run after the later work.
   */
  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const current = this.#after(keys).then(work);
    for (const key of keys) this.#last.set(key, current);
    const result = await current;
    for (const key of keys) if (this.#last.get(key) === current) this.#last.delete(key);
    return result;
  }

  /** Resolves at the end of the earlier work. Work waits for earlier work only, so two pieces never wait for each other. */
  #after(keys: readonly string[]): Promise<unknown> {
    const earlier = new Set<Promise<unknown>>();
    for (const key of keys) {
      const last = this.#last.get(key);
      if (last) earlier.add(last);
    }
    return Promise.all(earlier);
  }
}

/** Lets pieces of work end in any order, and runs their effects in the order in which the work started. */
export class OrderedEffects {
  #last: Promise<void> = Promise.resolve();

  /** @param effect runs unless this work or any earlier work fails. */
  run<T>(work: Promise<T>, effect: (result: T) => void): Promise<void> {
    const previous = this.#last;
    const current = (async () => {
      const result = await work;
      await previous;
      effect(result);
    })();
    this.#last = current;
    return current;
  }
}

/**
 * Processes items with at most `workers` of them in progress, and requests the next item only when a worker is free.
 *
 * @param stop if it is aborted, or an item fails, no new item starts and running items end.
 * @throws the first error of an item or of the source of items.
 */
export async function mapConcurrent<Item>(
  items: AsyncGenerator<Item, void, void>,
  { workers, stop }: { workers: number; stop: AbortSignal },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    while (!stop.aborted && !failure) {
      try {
        const next = await items.next();
        if (next.done) return;
        if (!stop.aborted && !failure) await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  await items.return();
  if (failure) throw failure.error;
}
