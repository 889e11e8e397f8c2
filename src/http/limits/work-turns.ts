/**
 * Gives each long piece of synchronous work a turn of the event loop of its own. So requests that arrived meanwhile are
 * served between two pieces, however many pieces become ready at once.
 */
export class WorkTurns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves at the beginning of the next turn that no other piece has. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#last;
  }
}
