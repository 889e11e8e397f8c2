import type { ResponseStore } from '../../domain/store/store.ts';

export interface ExpiredResponseCleanerOptions {
  readonly responses: ResponseStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  readonly everyMs?: number;
  /** Called with the number of responses that a transaction has deleted. */
  readonly onDeleted?: (count: number) => void;
  /** Called with the error that ended a round early. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Deletes expired stored responses, some per transaction, so that requests can run in between. The first round starts at
 * once, because a server may be restarted before the interval has passed.
 */
export class ExpiredResponseCleaner {
  readonly #options: ExpiredResponseCleanerOptions;
  readonly #timer: NodeJS.Timeout;
  #round: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: ExpiredResponseCleanerOptions) {
    this.#options = options;
    const { onError = () => {} } = options;
    const deleteExpired = () => void this.deleteExpired().catch(onError);
    this.#timer = setInterval(deleteExpired, options.everyMs ?? 60_000).unref();
    deleteExpired();
  }

  /** Deletes all expired responses. While a round is running, it returns the promise of that round. */
  deleteExpired(): Promise<void> {
    this.#round ??= this.#deleteAllExpired().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#round?.catch(() => {});
  }

  async #deleteAllExpired(): Promise<void> {
    const { responses, clock, onDeleted } = this.#options;
    while (!this.#isStopped) {
      const count = await responses.deleteExpired(clock());
      if (count === 0) return;
      onDeleted?.(count);
    }
  }
}
