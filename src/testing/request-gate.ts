import type { RequestListener, ServerResponse } from 'node:http';

/** Holds requests back while a job replaces what they are answered from. */
export class RequestGate {
  readonly #graceMs: number;
  readonly #running = new Set<ServerResponse>();
  #onIdle: (() => void) | undefined;
  #held: (() => void)[] | undefined;

  /** @param graceMs how long `closeDuring` waits for running requests, in milliseconds. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** Passes requests to the listener, in the order in which they came. */
  guard(listener: RequestListener): RequestListener {
    return (request, response) => {
      const pass = () => {
        // The client may have gone away while its request was held.
        if (response.destroyed) return;
        this.#enter(response);
        listener(request, response);
      };
      if (this.#held) this.#held.push(pass);
      else pass();
    };
  }

  /**
   * Runs a job while no request runs. Requests that are running end first; those that arrive meanwhile are held, and
   * run after the job. A request that has not ended within the grace period, such as one whose body is still on its
   * way, does not keep the job waiting. Only one job may run at a time.
   */
  async closeDuring<T>(job: () => Promise<T>): Promise<T> {
    this.#held = [];
    try {
      await this.#idle();
      return await job();
    } finally {
      const held = this.#held;
      this.#held = undefined;
      for (const pass of held) pass();
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
