import type Database from 'better-sqlite3';
import type { Tenant } from '../../domain/tenant.ts';
import { CommitGroup, type CommitGroupOptions } from './commit-group.ts';
import { toStoreError } from './errors.ts';
import { TenantCounters, type TenantScope, TenantScopes } from './tenants.ts';

/** Runs the statements of a store: reads at once, writes in the next commit group. */
export class Transactions {
  readonly tenants: TenantScopes;
  readonly counters: TenantCounters;
  readonly #reads: TickReadTransaction;
  readonly #group: CommitGroup;

  constructor(database: Database.Database, options: Omit<CommitGroupOptions, 'shared' | 'beforeBegin'> = {}) {
    this.tenants = new TenantScopes(database);
    this.counters = new TenantCounters(database);
    this.#reads = new TickReadTransaction(database);
    const beforeBegin = () => this.#reads.end();
    this.#group = new CommitGroup(database, { ...options, shared: this.counters, beforeBegin });
  }

  /** Runs statements that only read, at once. A commit group never spans a tick, so no query sees half of one. */
  async statement<T>(query: () => T | Promise<T>): Promise<T> {
    try {
      this.#reads.begin();
      return await query();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  statementOf<T>(tenant: Tenant, query: (scope: TenantScope) => T | Promise<T>): Promise<T> {
    return this.statement(() => query(this.tenants.of(tenant)));
  }

  /**
   * Runs statements that write, in the next commit group.
   *
   * @param weight the approximate number of customers that they write.
   */
  commitGrouped<T>(job: () => T, weight?: number): Promise<T> {
    return this.#group.run(job, weight);
  }

  commitGroupedOf<T>(tenant: Tenant, job: (scope: TenantScope) => T, weight?: number): Promise<T> {
    return this.#group.run(() => job(this.tenants.of(tenant)), weight);
  }

  /** Ends the read transaction of this tick, so that later reads see the commits of other connections. */
  endReadTransaction(): void {
    this.#reads.end();
  }

  /** The number of writes that wait for a commit. */
  get waiting(): number {
    return this.#group.waiting;
  }

  /** Resolves when no write waits any more. */
  async drain(): Promise<void> {
    await this.#group.drain();
    this.endReadTransaction();
  }
}

/**
 * A read transaction that all reads of one tick of the event loop share, because beginning and ending a transaction takes
 * longer than finding a customer. It ends with the tick, or before a write begins.
 */
export class TickReadTransaction {
  readonly #database: Database.Database;
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  #isOpen = false;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
  }

  /** Begins the transaction unless it is open; called before each read. */
  begin(): void {
    if (this.#isOpen) return;
    this.#begin.run();
    this.#isOpen = true;
    setImmediate(() => this.end());
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // An error, such as a damaged page, may have ended the transaction, or may make the commit fail too.
    if (!this.#database.inTransaction) return;
    try {
      this.#commit.run();
    } catch {
      if (this.#database.inTransaction) this.#rollback.run();
    }
  }
}
