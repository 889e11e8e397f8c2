import type { KeyStore } from '../domain/store.ts';

/** When keys were last used, written down now and then: a write for every request would double the work. */
export class KeyUses {
  readonly #keys: KeyStore;
  readonly #timer: NodeJS.Timeout;
  #uses = new Map<string, number>();

  constructor(keys: KeyStore, everyMs = 60_000) {
    this.#keys = keys;
    this.#timer = setInterval(() => void this.flush().catch(() => {}), everyMs).unref();
  }

  /** @param now UNIX milliseconds. */
  note(keyId: string, now: number): void {
    this.#uses.set(keyId, now);
  }

  async flush(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map();
    await this.#keys.touch(uses);
  }

  /** A server ends in order also where a full disk, say, keeps it from writing them down. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush().catch(() => {});
  }
}
