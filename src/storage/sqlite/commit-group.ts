import type Database from 'better-sqlite3';
import { Problem, unavailable } from '../../domain/problem.ts';
import { fromDriver, isBusy } from './driver-error.ts';

/** How many writes share a commit at the most; it bounds how long the event loop is held. */
const MOST_PER_COMMIT = 256;

/** How long writes wait, in milliseconds, for another process to let go of the database before they are refused. */
const BUSY_PATIENCE_MS = 5000;
const BUSY_RETRY_MS = 5;

interface Waiting {
  readonly job: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Result = { value: unknown } | { refusal: Problem };

/**
 * Runs writes so that all which wait at one tick share a transaction, and with it the one wait for the disk. Nobody
 * hears of a result before the commit has returned.
 *
 * A job is synchronous. One that throws a Problem must not have written anything: it is a refusal and disturbs
 * nobody. Any other error takes the whole group back, and each job then runs again in a transaction of its own, so
 * that the bad one fails alone. Savepoints would not do: a full disk ends the transaction around them too.
 */
export class CommitGroup {
  readonly #database: Database.Database;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #busySince: number | undefined;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
  }

  /** Resolves with what the job returned once it is durable. */
  run<T>(job: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits all that waits. */
  drain(): void {
    while (this.#waiting.length > 0) this.#next();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    const next = () => {
      this.#scheduled = false;
      this.#next();
      this.#schedule();
    };
    if (this.#busySince === undefined) setImmediate(next);
    else setTimeout(next, BUSY_RETRY_MS);
  }

  #next(): void {
    const group = this.#waiting.splice(0, MOST_PER_COMMIT);
    try {
      this.#runTogether(group);
      this.#busySince = undefined;
    } catch (error) {
      if (isBusy(error) && this.#isPatient()) this.#waiting.unshift(...group);
      else if (group.length > 1 && !isBusy(error)) this.#runAlone(group);
      else for (const { reject } of group) reject(isBusy(error) ? unavailable() : fromDriver(error));
    }
  }

  #runTogether(group: readonly Waiting[]): void {
    const results: Result[] = [];
    this.#begin.run();
    try {
      for (const { job } of group) results.push(attempt(job));
      this.#commit.run();
    } catch (error) {
      // A full disk has ended the transaction by itself.
      if (this.#database.inTransaction) this.#rollback.run();
      throw error;
    }
    group.forEach(({ resolve, reject }, index) => {
      const result = results[index] as Result;
      if ('refusal' in result) reject(result.refusal);
      else resolve(result.value as never);
    });
  }

  #runAlone(group: readonly Waiting[]): void {
    for (const one of group) {
      try {
        this.#runTogether([one]);
      } catch (error) {
        one.reject(fromDriver(error));
      }
    }
  }

  #isPatient(): boolean {
    const now = performance.now();
    this.#busySince ??= now;
    if (now - this.#busySince < BUSY_PATIENCE_MS) return true;
    this.#busySince = undefined;
    return false;
  }
}

function attempt(job: () => unknown): Result {
  try {
    return { value: job() };
  } catch (error) {
    if (error instanceof Problem) return { refusal: error };
    throw error;
  }
}
