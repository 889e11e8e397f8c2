import type { RequestListener, ServerResponse } from 'node:http';

/** Delays requests while a job replaces the data that they use. */
export class RequestGate {
  readonly #graceMs: number;
  readonly #running = new Set<ServerResponse>();
  #onIdle: (() => void) | undefined;
  /** The requests that wait for the job; undefined while no job runs. */
  #delayed: (() => void)[] | undefined;

  /** @param graceMs how long `closeDuring` waits for running requests, in milliseconds. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** Passes requests to the listener, in the order of their arrival. */
  guard(listener: RequestListener): RequestListener {
    return (request, response) => {
      const pass = () => {
        // The client may have closed the connection while its request waited.
        if (response.destroyed) return;
        this.#enter(response);
        listener(request, response);
      };
      if (this.#delayed) this.#delayed.push(pass);
      else pass();
    };
  }

  /**
   * Waits until the running requests have ended, or until the grace period is over, and then runs a job. Requests that
   * arrive in the meantime run after the job. Only one job may run at a time.
   */
  async closeDuring<T>(job: () => Promise<T>): Promise<T> {
    this.#delayed = [];
    try {
      await this.#idle();
      return await job();
    } finally {
      const delayed = this.#delayed;
      this.#delayed = undefined;
      for (const pass of delayed) pass();
    }
  }

  #enter(response: ServerResponse): void {
    this.#running.add(response);
    response.once('close', () => {
      this.#running.delete(response);
      if (this.#running.size === 0) this.#onIdle?.();
    });
  }

  async #idle(): Promise<void> {
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#graceMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#onIdle = undefined;
  }
}
