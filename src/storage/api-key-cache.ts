import type { FoundKey } from '../domain/keys/api-key.ts';

/** The number of keys after which the cache is emptied. With more keys in use, each miss costs one look-up. */
const MAX_CACHED_KEYS = 1000;

/** The table of API keys, as far as the cache needs it. */
export interface ApiKeySource {
  find(hash: string): Promise<FoundKey | undefined>;
  /** A value that changes when another process or connection has changed a key. */
  revision(): Promise<unknown>;
}

/**
 * Caches API keys by the hash of their secret, so that not every request needs a look-up. The cache is emptied
 *
 * - by `invalidate`, which must follow every change of a key by this process;
 * - when the revision of the source has changed. `find` reads it if the last time was longer ago than the given time.
 */
export class ApiKeyCache {
  readonly #source: ApiKeySource;
  readonly #ttlMs: number;
  readonly #cached = new Map<string, FoundKey>();
  #invalidations = 0;
  #revision: unknown;
  /** The time of the next check, by `performance.now()`. */
  #validUntil = 0;
  #checking: Promise<void> | undefined;

  /** @param ttlMs how long, in milliseconds, the cache is used without a check of the revision. */
  constructor(source: ApiKeySource, ttlMs: number) {
    this.#source = source;
    this.#ttlMs = ttlMs;
  }

  async find(hash: string): Promise<FoundKey | undefined> {
    if (performance.now() >= this.#validUntil) await this.#check();
    const cached = this.#cached.get(hash);
    if (cached) return cached;
    const invalidations = this.#invalidations;
    const found = await this.#source.find(hash);
    // If a change came meanwhile, the look-up may have read the state before it.
    if (found && invalidations === this.#invalidations) this.#add(hash, found);
    return found;
  }

  invalidate(): void {
    this.#cached.clear();
    this.#invalidations += 1;
  }

  #add(hash: string, found: FoundKey): void {
    if (this.#cached.size >= MAX_CACHED_KEYS) this.#cached.clear();
    this.#cached.set(hash, found);
  }

  /** Concurrent calls share one check. */
  #check(): Promise<void> {
    this.#checking ??= this.#compareRevision().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #compareRevision(): Promise<void> {
    const start = performance.now();
    const revision = await this.#source.revision();
    if (revision !== this.#revision) this.invalidate();
    this.#revision = revision;
    this.#validUntil = start + this.#ttlMs;
  }
}
