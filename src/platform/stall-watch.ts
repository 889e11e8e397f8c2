/**
 * Notices that work which is waited for makes no progress.
 *
 *     resting   nothing is waited for         → waiting  when `wait` is called
 *     waiting   the time limit runs           → waiting  with a new time limit, when `progress` is called
 *                                             → resting  when `rest` is called
 *                                             → stalled  when the time limit ends
 *     stalled   final until there is progress → waiting or resting, as above
 */
export class StallWatch {
  readonly #limitMs: number;
  readonly #onStall: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** The number of calls of `progress`. */
  #progress = 0;
  isStalled = false;

  /** @param onStall called when the state becomes stalled. */
  constructor(limitMs: number, onStall: () => void) {
    this.#limitMs = limitMs;
    this.#onStall = onStall;
  }

  wait(): void {
    this.#timer ??= setTimeout(() => this.#check(), this.#limitMs);
  }

  progress(): void {
    this.isStalled = false;
    this.#progress += 1;
    this.#timer?.refresh();
  }

  rest(): void {
    this.isStalled = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    const before = this.#progress;
    // After a pause of the process, the timer ends before the responses that have arrived are read.
    setImmediate(() => {
      if (this.#timer === undefined || this.#progress !== before) return;
      this.#timer = undefined;
      this.isStalled = true;
      this.#onStall();
    });
  }
}
