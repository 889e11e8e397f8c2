import type Database from 'better-sqlite3';
import { Problem, unavailable } from '../../domain/problem.ts';
import type { Commit } from '../../domain/store-figures.ts';
import { isBusy, toStoreError } from './errors.ts';

/** How many customers' writes share a commit at the most, about; it bounds how long the event loop is held. */
const MOST_PER_COMMIT = 1024;

/** How long a write waits, in milliseconds, for another process to let go of the database before it is refused. */
const BUSY_PATIENCE_MS = 5000;
const BUSY_RETRY_MS = 5;

/** A commit, and how much of the database it changed. */
export interface SqliteCommit extends Commit {
  /** Changed rows. */
  readonly rows: number;
}

interface Waiting {
  readonly job: () => unknown;
  /** How many customers it writes, about. */
  readonly weight: number;
  /** `performance.now()` when it came. */
  readonly since: number;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Result = { value: unknown } | { refusal: Problem };

export interface CommitGroupOptions {
  /** How long a write waits, in milliseconds, for another process to let go of the database. */
  readonly patienceMs?: number;
  /** What the jobs of a group do together: write it down before it is committed, or forget it when it is taken back. */
  readonly shared?: { write(): void; discard(): void };
  /** Ends whatever else the connection is in the middle of. */
  readonly beforeBegin?: () => void;
  readonly onCommit?: ((commit: SqliteCommit) => void) | undefined;
}

/**
 * Runs writes so that all which wait at one tick share a transaction, and with it the one wait for the disk. Nobody
 * hears of a result before the commit has returned.
 *
 * A job is synchronous, and it may run more than once. One that throws a Problem before it has written anything is
 * refused and disturbs nobody. Any other error takes the whole group back, and each job then runs again in a
 * transaction of its own, so that the bad one fails alone. Savepoints would not do: a full disk ends the transaction
 * around them too.
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
    const { patienceMs = BUSY_PATIENCE_MS, shared, onCommit = () => {}, beforeBegin = () => {} } = options;
    this.#beforeBegin = beforeBegin;
    this.#database = database;
    this.#patienceMs = patienceMs;
    this.#shared = shared;
    this.#onCommit = onCommit;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#changes = database.prepare<[], number>('SELECT total_changes()').pluck();
  }

  /**
   * Resolves with what the job returned once it is durable.
   *
   * @param weight how many customers it writes, about.
   * @throws Problem as the job does; unavailable when the database is locked for too long, full or failing.
   */
  run<T>(job: () => T, weight = 1): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, weight, since: performance.now(), resolve, reject });
      this.#schedule();
    });
  }

  /** How many jobs wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when every job that waits now has been committed or refused. */
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
    const group = this.#waiting.splice(0, this.#fitting());
    try {
      this.#runTogether(group);
      this.#isLocked = false;
    } catch (error) {
      if (isBusy(error)) this.#putBack(group);
      else if (group.length > 1) this.#runAlone(group);
      else group[0]?.reject(toStoreError(error));
    }
  }

  /** How many of those that wait share the next commit: at least one, however heavy it is. */
  #fitting(): number {
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
      // A full disk has ended the transaction by itself.
      if (this.#database.inTransaction) this.#rollback.run();
      throw error;
    }
    this.#onCommit({
      writes: group.length,
      milliseconds: performance.now() - startedAt,
      rows: this.#rows - before,
    });
    group.forEach(({ resolve, reject }, index) => {
      const result = results[index] as Result;
      if ('refusal' in result) reject(result.refusal);
      else resolve(result.value as never);
    });
  }

  #attempt(job: () => unknown): Result {
    const before = this.#rows;
    try {
      return { value: job() };
    } catch (error) {
      if (error instanceof Problem && this.#rows === before) return { refusal: error };
      throw error;
    }
  }

  /** How many rows were ever changed by this connection. */
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

  /** They go on waiting, in their order, apart from those that have waited for too long. */
  #putBack(group: readonly Waiting[]): void {
    this.#isLocked = true;
    this.#waiting.unshift(...group);
    const latest = performance.now() - this.#patienceMs;
    const firstPatient = this.#waiting.findIndex(({ since }) => since > latest);
    const tooLong = this.#waiting.splice(0, firstPatient < 0 ? this.#waiting.length : firstPatient);
    for (const { reject } of tooLong) reject(unavailable());
  }
}
