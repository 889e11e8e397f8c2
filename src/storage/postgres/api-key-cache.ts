import type { FoundKey } from '../../domain/api-key.ts';

/** How many looked-up keys are remembered; more than that many in use only cost their look-up. */
const MAX_CACHED_KEYS = 1000;

/** For how long, in milliseconds, what is remembered is used without asking whether it still holds. */
const CACHE_TTL_MS = 400;

export interface KeySource {
  find(hash: string): Promise<FoundKey | undefined>;
  /** Moves whenever a key is changed by anybody. */
  revision(): Promise<number>;
}

/**
 * Remembers keys that were looked up, so that not every request asks the database for its own. What another process
 * has changed is seen well within a second; what this one changes, and what it hears of, at once.
 */
export class ApiKeyCache {
  readonly #source: KeySource;
  readonly #cached = new Map<string, FoundKey>();
  /** How often it was forgotten. */
  #changes = 0;
  #revision: number | undefined;
  #trustedUntil = 0;
  #checking: Promise<void> | undefined;

  constructor(source: KeySource) {
    this.#source = source;
  }

  async find(hash: string): Promise<FoundKey | undefined> {
    if (performance.now() >= this.#trustedUntil) await this.#check();
    const cached = this.#cached.get(hash);
    if (cached) return cached;
    const changes = this.#changes;
    const found = await this.#source.find(hash);
    // Not when a change has come in between, which the look-up may or may not have seen.
    if (found && changes === this.#changes) this.#cache(hash, found);
    return found;
  }

  /** Must follow every change of a key. */
  invalidate(): void {
    this.#cached.clear();
    this.#changes += 1;
  }

  #cache(hash: string, found: FoundKey): void {
    if (this.#cached.size >= MAX_CACHED_KEYS) this.#cached.clear();
    this.#cached.set(hash, found);
  }

  #check(): Promise<void> {
    this.#checking ??= this.#compare().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #compare(): Promise<void> {
    const askedAt = performance.now();
    const revision = await this.#source.revision();
    if (revision !== this.#revision) this.invalidate();
    this.#revision = revision;
    this.#trustedUntil = askedAt + CACHE_TTL_MS;
  }
}
