import type { KeyStore } from '../../domain/store/store.ts';

/** How often uses are stored; milliseconds. */
export const USE_INTERVAL_MS = 60_000;

/** Records when API keys were last used. It stores them at intervals: a write per request would double the work. */
export class KeyUsageRecorder {
  readonly #keys: KeyStore;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #uses = new Map<string, number>();

  /** @param onError called with the error if uses could not be stored. */
  constructor(keys: KeyStore, onError: (error: unknown) => void = () => {}) {
    this.#keys = keys;
    this.#onError = onError;
    this.#timer = setInterval(() => void this.flush(), USE_INTERVAL_MS).unref();
  }

  /** @param now UNIX milliseconds. */
  readonly recordUse = (keyId: string, now: number): void => {
    this.#uses.set(keyId, now);
  };

  /** Stores the recorded uses. If this fails, for example on a full disk, only these uses are lost. */
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
