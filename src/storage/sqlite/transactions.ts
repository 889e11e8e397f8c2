import type Database from 'better-sqlite3';
import { Problem } from '../../domain/problem.ts';
import type { Write } from '../../domain/store.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { resultOrProblem } from '../result-or-problem.ts';
import { CommitGroup, type CommitGroupOptions } from './commit-group.ts';
import { toStoreError } from './errors.ts';
import type { ResponseTable } from './response-table.ts';
import { TenantCounters } from './tenant-counters.ts';
import { type TenantScope, TenantScopes } from './tenant-scope.ts';
import { TickReadTransaction } from './tick-read-transaction.ts';

/** The ways to work on the database: read at once, or change in the next commit group. */
export class Transactions {
  readonly tenants: TenantScopes;
  readonly counters: TenantCounters;
  readonly #reads: TickReadTransaction;
  readonly #group: CommitGroup;
  readonly #answers: ResponseTable;

  constructor(
    database: Database.Database,
    answers: ResponseTable,
    options: Omit<CommitGroupOptions, 'shared' | 'beforeBegin'> = {},
  ) {
    this.tenants = new TenantScopes(database);
    this.counters = new TenantCounters(database);
    this.#reads = new TickReadTransaction(database);
    const beforeBegin = () => this.#reads.end();
    this.#group = new CommitGroup(database, { ...options, shared: this.counters, beforeBegin });
    this.#answers = answers;
  }

  /** Runs a query at once. A group never spans a tick, so no query sees half of one. */
  async read<T>(query: () => T | Promise<T>): Promise<T> {
    try {
      this.#reads.begin();
      return await query();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  readOf<T>(tenant: Tenant, query: (scope: TenantScope) => T | Promise<T>): Promise<T> {
    return this.read(() => query(this.tenants.of(tenant)));
  }

  /** @param weight how many customers it writes, about. */
  change<T>(job: () => T, weight?: number): Promise<T> {
    return this.#group.run(job, weight);
  }

  changeOf<T>(tenant: Tenant, job: (scope: TenantScope) => T, weight?: number): Promise<T> {
    return this.change(() => job(this.tenants.of(tenant)), weight);
  }

  /** Carries a write out, answers it and keeps the answer, all in one transaction; or gives the answer it had before. */
  async write<Command, Outcome, A>(
    { tenant, command, origin, render: answer, storage: keep }: Write<Command, Outcome, A>,
    carryOut: (scope: TenantScope, command: Command, origin: Write<Command, Outcome, A>['origin']) => Outcome,
    weight?: number,
  ): Promise<A> {
    const job = (scope: TenantScope) => {
      const before = keep && this.#answers.find(scope, keep.idempotency);
      if (before) return keep.replay(before);
      const outcome = resultOrProblem(() => carryOut(scope, command, origin));
      const rendered = outcome instanceof Problem ? outcome : answer(outcome);
      const kept = keep?.serialize(rendered);
      if (keep && kept) this.#answers.put(scope, keep.idempotency, kept);
      return rendered;
    };
    const result = await this.changeOf(tenant, job, weight);
    if (result instanceof Problem) throw result;
    return result;
  }

  /** Lets what is read from now on show what another connection has committed. */
  endReadTransaction(): void {
    this.#reads.end();
  }

  /** How many writes wait for a commit. */
  get waiting(): number {
    return this.#group.waiting;
  }

  /** Resolves when no write waits any more. */
  async drain(): Promise<void> {
    await this.#group.drain();
    this.endReadTransaction();
  }
}
