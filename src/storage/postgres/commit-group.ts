import type { SharedEmails } from '../../domain/email.ts';
import type { Commit } from '../../domain/store/store-figures.ts';
import type { Prefetch, UnitOfWork } from '../../domain/store/unit-of-work.ts';
import type { Database, Queryable } from './database.ts';
import { isTransient, toStoreError } from './errors.ts';
import { loadUnitOfWork } from './load-unit-of-work.ts';
import { saveChanges } from './save-changes.ts';
import { type TenantScope, tenantParams } from './tenant-scope.ts';

/** The maximum number of customers that one transaction writes, unless one job writes more; it limits the memory used. */
const MOST_PER_COMMIT = 1000;

/** A write of one tenant. It is synchronous and may run more than once. */
export interface Job<T> {
  readonly prefetch: Prefetch;
  readonly run: (unitOfWork: UnitOfWork) => T;
}

interface Waiting {
  readonly job: Job<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Result = { readonly value: unknown } | { readonly error: unknown };

export interface CommitGroupOptions {
  readonly sharedEmails: SharedEmails;
  readonly onCommit?: ((commit: Commit) => void) | undefined;
  /** Called when no job waits any more. */
  readonly onIdle?: () => void;
}

/**
 * Runs all waiting writes of one tenant in one transaction: one statement loads the data that they may read, they run in
 * memory, and one statement saves the changes. So a hundred writes take two round trips and one wait for the disk. No
 * promise resolves before its changes are saved.
 *
 * States, and what leads to the next one:
 * - **idle**: no job waits. `run` → scheduled.
 * - **scheduled**: jobs wait for the next tick. The tick → optimistic.
 * - **optimistic**: a group loads, runs and saves without a lock. Saved → idle, or scheduled if jobs still wait. Another
 *   process has written to the tenant since the load, so nothing was saved → locked. PostgreSQL rejects a change → alone.
 *   The connection fails → all jobs of the group fail.
 * - **locked**: the same group loads, runs and saves again, with a lock on the tenant's row. Then as in optimistic.
 * - **alone**: each job of a rejected group runs as a group of its own, so that the bad job fails alone.
 */
export class CommitGroup {
  readonly #database: Database;
  readonly #scope: TenantScope;
  readonly #sharedEmails: SharedEmails;
  readonly #onCommit: (commit: Commit) => void;
  readonly #onIdle: () => void;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;

  constructor(database: Database, scope: TenantScope, options: CommitGroupOptions) {
    const { sharedEmails, onCommit = () => {}, onIdle = () => {} } = options;
    this.#database = database;
    this.#scope = scope;
    this.#sharedEmails = sharedEmails;
    this.#onCommit = onCommit;
    this.#onIdle = onIdle;
  }

  /**
   * Resolves with the result of the job when its changes are durable.
   *
   * @throws Problem as the job does; unavailable if the database is unreachable or full.
   */
  run<T>(job: Job<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#work ??= this.#runAll();
    });
  }

  /** The number of jobs that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when no job waits any more; undefined if none waits now. */
  get settled(): Promise<void> | undefined {
    return this.#work;
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Jobs that are added in the same tick join the group.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#runGroup(this.#takeNextGroup());
    }
    this.#work = undefined;
    this.#onIdle();
  }

  #takeNextGroup(): Waiting[] {
    let customers = 0;
    const end = this.#waiting.findIndex(({ job }, index) => {
      customers += Math.max(1, job.prefetch.references?.length ?? 0);
      return index > 0 && customers > MOST_PER_COMMIT;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #runGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#runTogether(group);
    } catch (error) {
      // PostgreSQL rejected the change of one job, so each job runs again and the bad one fails alone.
      if (group.length > 1 && !isTransient(error)) for (const one of group) await this.#runGroup([one]);
      else for (const { reject } of group) reject(toStoreError(error));
    }
  }

  async #runTogether(group: readonly Waiting[]): Promise<void> {
    const startedAt = performance.now();
    const results = (await this.#attempt(group, this.#database)) ?? (await this.#attemptLocked(group));
    this.#onCommit({ writes: group.length, milliseconds: performance.now() - startedAt });
    for (const [index, { resolve, reject }] of group.entries()) {
      const result = results[index] as Result;
      if ('error' in result) reject(result.error);
      else resolve(result.value as never);
    }
  }

  /** Returns undefined, with nothing saved, if another process has written to the tenant since the load. */
  async #attempt(group: readonly Waiting[], database: Queryable): Promise<Result[] | undefined> {
    const prefetch = group.map(({ job }) => job.prefetch);
    const { unitOfWork, revision } = await loadUnitOfWork(
      database,
      this.#scope,
      prefetch,
      this.#sharedEmails,
    );
    const results = group.map(({ job }) => runJob(job, unitOfWork));
    const changes = unitOfWork.changes();
    const isSaved = !changes || (await saveChanges(database, this.#scope, revision, changes));
    return isSaved ? results : undefined;
  }

  #attemptLocked(group: readonly Waiting[]): Promise<Result[]> {
    return this.#database.transaction(async (within) => {
      await within.query(
        'SELECT FROM tenants WHERE merchant = $1 AND livemode = $2 FOR UPDATE',
        tenantParams(this.#scope),
      );
      const results = await this.#attempt(group, within);
      if (!results) throw new Error('A tenant that was locked has changed.');
      return results;
    });
  }
}

/** Runs a job; rolls back its changes if it fails, so that the other jobs do not see them. */
function runJob(job: Job<unknown>, unitOfWork: UnitOfWork): Result {
  const savepoint = unitOfWork.savepoint();
  try {
    return { value: job.run(unitOfWork) };
  } catch (error) {
    savepoint.rollBack();
    return { error };
  }
}
