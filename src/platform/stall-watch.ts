/** How often a watch looks in the time after which work is stalled. */
const LOOKS = 8;

export interface StallWatchOptions {
  /** The time without progress after which work that is waited for is stalled; milliseconds. */
  readonly limitMs: number;
  /** Returns a number that each progress changes; undefined while nothing is waited for. */
  readonly read: () => number | undefined;
  /** Called when the work has stalled. */
  readonly onStall: () => void;
}

/**
 * Notices that work which is waited for makes no progress. It looks at intervals, so that the work itself costs nothing.
 *
 *     stopped   no timer runs            → watching  when `start` is called
 *     watching  it looks at intervals    → stalled   when LOOKS intervals in a row have seen the same number
 *                                        → stopped   when `stop` is called
 *     stalled   there was no progress    → watching  when `recover` is called
 *                                        → stopped   when `stop` is called
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #seen: number | undefined;
  /** The number of intervals in a row that have seen `#seen`. A pause of the process counts as one. */
  #unchanged = 0;
  isStalled = false;

  constructor(options: StallWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), this.#options.limitMs / LOOKS).unref();
  }

  recover(): void {
    this.isStalled = false;
    this.#unchanged = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.recover();
  }

  #look(): void {
    const { read, onStall } = this.#options;
    const now = read();
    const isUnchanged = now !== undefined && now === this.#seen;
    this.#unchanged = isUnchanged ? this.#unchanged + 1 : 0;
    this.#seen = now;
    if (this.#unchanged < LOOKS || this.isStalled) return;
    this.isStalled = true;
    onStall();
  }
}
