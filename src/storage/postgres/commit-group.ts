import type { SharedEmails } from '../../domain/email-uniqueness.ts';
import type { Commit } from '../../domain/store-figures.ts';
import type { Database, Queryable } from './database.ts';
import { isTransient, toStoreError } from './errors.ts';
import { loadUnitOfWork } from './load-unit-of-work.ts';
import type { Prefetch } from './prefetch.ts';
import type { PreloadedUnitOfWork } from './preloaded-unit-of-work.ts';
import { saveChanges } from './save-changes.ts';
import { type TenantScope, tenantParams } from './tenant-scope.ts';

/** How many customers are written in one transaction, unless a single job writes more; it bounds what is in memory. */
const MOST_PER_COMMIT = 1000;

/** A write of one tenant: synchronous, and it may run more than once. */
export interface Job<T> {
  readonly prefetch: Prefetch;
  readonly run: (unitOfWork: PreloadedUnitOfWork) => T;
}

interface Waiting {
  readonly job: Job<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Result = { readonly value: unknown } | { readonly error: unknown };

export interface CommitGroupOptions {
  readonly rule: SharedEmails;
  readonly onCommit?: ((commit: Commit) => void) | undefined;
  /** Hears when no job waits any more. */
  readonly onIdle?: () => void;
}

/**
 * Runs the writes of one tenant one after another, and those that wait together in one transaction: what they may look
 * at is loaded in one statement, they are carried out in memory, and what is different is saved in one statement. So a
 * hundred writes take two ways to the database and one wait for its disk. Nobody hears of a result before it is saved.
 *
 * Nothing is locked meanwhile: where another process has written to the tenant in between, nothing is saved, and the
 * group begins anew, this time holding the tenant.
 */
export class CommitGroup {
  readonly #database: Database;
  readonly #key: TenantScope;
  readonly #rule: SharedEmails;
  readonly #onCommit: (commit: Commit) => void;
  readonly #onIdle: () => void;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;

  constructor(database: Database, scope: TenantScope, options: CommitGroupOptions) {
    const { rule, onCommit = () => {}, onIdle = () => {} } = options;
    this.#database = database;
    this.#key = scope;
    this.#rule = rule;
    this.#onCommit = onCommit;
    this.#onIdle = onIdle;
  }

  /**
   * Resolves with what the job returned once it is durable.
   *
   * @throws Problem as the job does; unavailable when the database cannot be reached or has no room.
   */
  run<T>(job: Job<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#work ??= this.#workOff();
    });
  }

  /** How many jobs wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when no job waits any more; undefined when none does. */
  get settled(): Promise<void> | undefined {
    return this.#work;
  }

  async #workOff(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What comes in the same tick comes along.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#next(this.#take());
    }
    this.#work = undefined;
    this.#onIdle();
  }

  #take(): Waiting[] {
    let customers = 0;
    const end = this.#waiting.findIndex(({ job }, index) => {
      customers += Math.max(1, job.prefetch.references?.length ?? 0);
      return index > 0 && customers > MOST_PER_COMMIT;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #next(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#runTogether(group);
    } catch (error) {
      // What PostgreSQL refuses is one job's fault, so each runs again, and the bad one fails alone.
      if (group.length > 1 && !isTransient(error)) for (const one of group) await this.#next([one]);
      else for (const { reject } of group) reject(toStoreError(error));
    }
  }

  async #runTogether(group: readonly Waiting[]): Promise<void> {
    const startedAt = performance.now();
    const results = (await this.#attempt(group, this.#database)) ?? (await this.#attemptHolding(group));
    this.#onCommit({ writes: group.length, milliseconds: performance.now() - startedAt });
    for (const [index, { resolve, reject }] of group.entries()) {
      const result = results[index] as Result;
      if ('error' in result) reject(result.error);
      else resolve(result.value as never);
    }
  }

  /** Undefined when another process came in between, and nothing was saved. */
  async #attempt(group: readonly Waiting[], database: Queryable): Promise<Result[] | undefined> {
    const prefetch = group.map(({ job }) => job.prefetch);
    const { unitOfWork, revision } = await loadUnitOfWork(database, this.#key, prefetch, this.#rule);
    const results = group.map(({ job }) => carryOut(job, unitOfWork));
    const changes = unitOfWork.changes();
    const isSaved = !changes || (await saveChanges(database, this.#key, revision, changes));
    return isSaved ? results : undefined;
  }

  #attemptHolding(group: readonly Waiting[]): Promise<Result[]> {
    return this.#database.transaction(async (within) => {
      await within.query(
        'SELECT FROM tenants WHERE merchant = $1 AND livemode = $2 FOR UPDATE',
        tenantParams(this.#key),
      );
      const results = await this.#attempt(group, within);
      if (!results) throw new Error('A tenant that was held has changed.');
      return results;
    });
  }
}

/** What a job that fails has done is taken back; the others do not see it. */
function carryOut(job: Job<unknown>, unitOfWork: PreloadedUnitOfWork): Result {
  const rollBack = unitOfWork.begin();
  try {
    return { value: job.run(unitOfWork) };
  } catch (error) {
    rollBack();
    return { error };
  }
}
