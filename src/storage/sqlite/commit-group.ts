import type Database from 'better-sqlite3';
import { Problem, unavailable } from '../../domain/problem.ts';
import type { Commit } from '../../domain/store/store-figures.ts';
import { isBusy, toStoreError } from './errors.ts';

/** The approximate maximum number of customers that one commit writes; it limits how long the event loop is blocked. */
const MOST_PER_COMMIT = 1024;

/** How long a write waits for another process to unlock the database before it fails, in milliseconds. */
const BUSY_PATIENCE_MS = 5000;
const BUSY_RETRY_MS = 5;

/** A commit, with the number of changed rows. */
export interface SqliteCommit extends Commit {
  readonly rows: number;
}

interface Waiting {
  readonly job: () => unknown;
  /** The approximate number of customers that the job writes. */
  readonly weight: number;
  /** `performance.now()` when the job was added. */
  readonly since: number;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Result = { readonly value: unknown } | { readonly problem: Problem };

export interface CommitGroupOptions {
  /** How long a write waits for another process to unlock the database, in milliseconds. Default: BUSY_PATIENCE_MS. */
  readonly patienceMs?: number;
  /** State that the jobs of a group share: written before the commit, discarded after a rollback. */
  readonly shared?: { write(): void; discard(): void };
  /** Called before a transaction begins, to end the connection's read transaction. */
  readonly beforeBegin?: () => void;
  readonly onCommit?: ((commit: SqliteCommit) => void) | undefined;
}

/**
 * Runs all writes that wait at one tick in one transaction, so that they share one wait for the disk. No promise resolves
 * before the commit has returned.
 *
 * A job is synchronous and may run more than once. A job that throws a Problem before it has written anything fails alone.
 * After any other error the group is rolled back, and each job runs again in a transaction of its own, so that the bad job
 * fails alone. Savepoints would not be enough: a full disk ends the transaction around them too.
 *
 * States → what leads to the next one:
 * - idle → `run`: scheduled
 * - scheduled (jobs wait) → the next tick: running
 * - running (in a transaction) → commit: idle, or scheduled if jobs wait; database locked: locked; another error: alone
 * - alone (one transaction per job) → all jobs have run: idle or scheduled; database locked: locked
 * - locked (jobs fail after `patienceMs`) → BUSY_RETRY_MS have passed: running
 */
export class CommitGroup {
  readonly #database: Database.Database;
  readonly #patienceMs: number;
  readonly #onCommit: (commit: SqliteCommit) => void;
  readonly #beforeBegin: () => void;
  readonly #shared: CommitGroupOptions['shared'];
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  readonly #changes: Database.Statement<[], number>;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #isLocked = false;

  constructor(database: Database.Database, options: CommitGroupOptions = {}) {
    this.#database = database;
    this.#patienceMs = options.patienceMs ?? BUSY_PATIENCE_MS;
    this.#shared = options.shared;
    this.#beforeBegin = options.beforeBegin ?? (() => {});
    this.#onCommit = options.onCommit ?? (() => {});
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#changes = database.prepare<[], number>('SELECT total_changes()').pluck();
  }

  /**
   * Resolves with the result of the job when its changes are durable.
   *
   * @param weight the approximate number of customers that it writes.
   * @throws Problem as the job does; unavailable if the database is locked for too long, full or failing.
   */
  run<T>(job: () => T, weight = 1): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, weight, since: performance.now(), resolve, reject });
      this.#schedule();
    });
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when every waiting job has been committed or has failed. */
  async drain(): Promise<void> {
    if (this.#waiting.length > 0) await this.run(() => undefined).catch(() => undefined);
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    const next = () => {
      this.#scheduled = false;
      this.#next();
      this.#schedule();
    };
    if (this.#isLocked) setTimeout(next, BUSY_RETRY_MS);
    else setImmediate(next);
  }

  #next(): void {
    const group = this.#waiting.splice(0, this.#sizeOfNextGroup());
    try {
      this.#runTogether(group);
      this.#isLocked = false;
    } catch (error) {
      if (isBusy(error)) this.#putBack(group);
      else if (group.length > 1) this.#runAlone(group);
      else group[0]?.reject(toStoreError(error));
    }
  }

  /** The number of waiting jobs that share the next commit: at least one, whatever its weight. */
  #sizeOfNextGroup(): number {
    let count = 0;
    for (let weight = 0; count < this.#waiting.length; count += 1) {
      weight += this.#waiting[count]?.weight ?? 0;
      if (weight > MOST_PER_COMMIT && count > 0) break;
    }
    return count;
  }

  #runTogether(group: readonly Waiting[]): void {
    const results: Result[] = [];
    const startedAt = performance.now();
    this.#beforeBegin();
    const before = this.#rows;
    this.#begin.run();
    try {
      for (const { job } of group) results.push(this.#attempt(job));
      this.#shared?.write();
      this.#commit.run();
    } catch (error) {
      this.#shared?.discard();
      // If the disk is full, SQLite has already ended the transaction.
      if (this.#database.inTransaction) this.#rollback.run();
      throw error;
    }
    const milliseconds = performance.now() - startedAt;
    this.#onCommit({ writes: group.length, milliseconds, rows: this.#rows - before });
    group.forEach(({ resolve, reject }, index) => {
      const result = results[index] as Result;
      if ('problem' in result) reject(result.problem);
      else resolve(result.value as never);
    });
  }

  #attempt(job: () => unknown): Result {
    const before = this.#rows;
    try {
      return { value: job() };
    } catch (error) {
      if (error instanceof Problem && this.#rows === before) return { problem: error };
      throw error;
    }
  }

  /** The number of rows that this connection has changed since it was opened. */
  get #rows(): number {
    return this.#changes.get() ?? 0;
  }

  #runAlone(group: readonly Waiting[]): void {
    for (const [index, one] of group.entries()) {
      try {
        this.#runTogether([one]);
      } catch (error) {
        if (isBusy(error)) {
          this.#putBack(group.slice(index));
          return;
        }
        one.reject(toStoreError(error));
      }
    }
  }

  /** Lets jobs wait again, in their order, and fails those that have waited for too long. */
  #putBack(group: readonly Waiting[]): void {
    this.#isLocked = true;
    this.#waiting.unshift(...group);
    const latest = performance.now() - this.#patienceMs;
    const firstPatient = this.#waiting.findIndex(({ since }) => since > latest);
    const tooLong = this.#waiting.splice(0, firstPatient < 0 ? this.#waiting.length : firstPatient);
    for (const { reject } of tooLong) reject(unavailable());
  }
}
