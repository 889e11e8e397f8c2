import type { KeyStore } from '../../domain/store.ts';

/** How often they are written down, in milliseconds. */
const EVERY_MS = 60_000;

/** When keys were last used, written down now and then: a write for every request would double the work. */
export class KeyUsageRecorder {
  readonly #keys: KeyStore;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #uses = new Map<string, number>();

  /** @param onError hears why they could not be written down. */
  constructor(keys: KeyStore, onError: (error: unknown) => void = () => {}) {
    this.#keys = keys;
    this.#onError = onError;
    this.#timer = setInterval(() => void this.flush(), EVERY_MS).unref();
  }

  /** @param now UNIX milliseconds. */
  recordUse(keyId: string, now: number): void {
    this.#uses.set(keyId, now);
  }

  /** Those that a full disk, say, keeps from being written down are lost, and nothing else is. */
  async flush(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map();
    await this.#keys.recordUses(uses).catch(this.#onError);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
