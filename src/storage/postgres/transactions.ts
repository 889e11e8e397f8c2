import type { Prefetch, UnitOfWork } from '../../domain/store/unit-of-work.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { CommitGroup, type CommitGroupOptions } from './commit-group.ts';
import type { Database, Queryable } from './database.ts';
import { toStoreError } from './errors.ts';
import { type TenantScope, tenantScope } from './tenant-scope.ts';

/** Runs the statements of a store: alone, in a transaction, or in the next commit group of a tenant. */
export class Transactions {
  readonly #database: Database;
  readonly #options: CommitGroupOptions;
  readonly #groups = new Map<string, CommitGroup>();
  #isClosed = false;

  constructor(database: Database, options: CommitGroupOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** Runs statements of which each reads or writes in a transaction of its own. */
  async statement<T>(query: (database: Queryable) => Promise<T>): Promise<T> {
    try {
      return await query(this.#database);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  statementOf<T>(tenant: Tenant, query: (database: Queryable, scope: TenantScope) => Promise<T>): Promise<T> {
    return this.statement((database) => query(database, tenantScope(tenant)));
  }

  /** Runs statements in one transaction. */
  async transaction<T>(work: (database: Queryable) => Promise<T>): Promise<T> {
    try {
      return await this.#database.transaction(work);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /**
   * Runs a function over preloaded data, in the next commit group of the tenant. If two processes execute the same request
   * under one Idempotency-Key, the later one finds the response that the earlier one stored.
   */
  async commitGrouped<T>(tenant: Tenant, prefetch: Prefetch, run: (unitOfWork: UnitOfWork) => T): Promise<T> {
    return this.#group(tenant).run({ prefetch, run });
  }

  /** The number of writes that wait for a commit. */
  get waiting(): number {
    return [...this.#groups.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** Accepts no more commit-grouped writes, and resolves when none waits any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#groups.values()].map(({ settled }) => settled));
  }

  #group(tenant: Tenant): CommitGroup {
    if (this.#isClosed) throw new Error('The store is closed.');
    const name = `${tenant.merchantId} ${tenant.mode}`;
    let group = this.#groups.get(name);
    if (!group) {
      const onIdle = () => void this.#groups.delete(name);
      group = new CommitGroup(this.#database, tenantScope(tenant), { ...this.#options, onIdle });
      this.#groups.set(name, group);
    }
    return group;
  }
}
