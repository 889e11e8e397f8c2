/** Lets work end in any order, and does what follows from it in the order in which it began. */
export class OrderedEffects {
  #last: Promise<void> = Promise.resolve();

  /** @param then is not done when the work, or anything before it, fails. */
  run<T>(work: Promise<T>, then: (result: T) => void): Promise<void> {
    const before = this.#last;
    const mine = (async () => {
      const result = await work;
      await before;
      then(result);
    })();
    this.#last = mine;
    return mine;
  }
}
