import type { ResponseStore } from '../../domain/store.ts';

export interface ExpiredResponseCleanerOptions {
  readonly responses: ResponseStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  readonly everyMs?: number;
  /** Hears how many answers a round has forgotten. */
  readonly onDeleted?: (count: number) => void;
  /** Hears why a round has ended early. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Forgets kept answers whose time is over, some at a time and with room for requests between. It begins at once, for
 * a server that is started more often than a round comes.
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

  /** Forgets all whose time is over. A round that is under way is not joined by a second one. */
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
