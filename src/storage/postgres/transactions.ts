import {
  type IdempotencyKey,
  type SerializedResponse,
  STORED_RESPONSE_TTL_MS,
} from '../../domain/idempotency-key.ts';
import { Problem } from '../../domain/problem.ts';
import type { Write } from '../../domain/store.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { resultOrProblem } from '../result-or-problem.ts';
import { CommitGroup, type CommitGroupOptions } from './commit-group.ts';
import { CustomerWriter } from './customer-writer.ts';
import type { Database, Queryable } from './database.ts';
import { toStoreError } from './errors.ts';
import type { Prefetch } from './prefetch.ts';
import type { PreloadedUnitOfWork } from './preloaded-unit-of-work.ts';
import { replayStored } from './stored-response.ts';
import { type TenantScope, tenantScope } from './tenant-scope.ts';

/** The ways to work on the database: ask it, change it, or write in the next commit group of a tenant. */
export class Transactions {
  readonly #database: Database;
  readonly #options: CommitGroupOptions;
  readonly #groups = new Map<string, CommitGroup>();
  #isClosed = false;

  constructor(database: Database, options: CommitGroupOptions) {
    this.#database = database;
    this.#options = options;
  }

  async read<T>(query: (database: Queryable) => Promise<T>): Promise<T> {
    try {
      return await query(this.#database);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  readOf<T>(tenant: Tenant, query: (database: Queryable, scope: TenantScope) => Promise<T>): Promise<T> {
    return this.read((database) => query(database, tenantScope(tenant)));
  }

  async change<T>(work: (within: Queryable) => Promise<T>): Promise<T> {
    try {
      return await this.#database.transaction(work);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /**
   * Carries a write out, answers it and keeps the answer, all in one transaction; or gives the answer it had before. Two
   * processes may carry out one request under one key: they meet here, and the later one gives the first one's answer.
   */
  async write<Command, Outcome, A>(
    { tenant, command, origin, render: answer, storage: store }: Write<Command, Outcome, A>,
    prefetch: Prefetch,
    carryOut: (writes: CustomerWriter, command: Command) => Outcome,
  ): Promise<A> {
    const run = (unitOfWork: PreloadedUnitOfWork): A | Problem => {
      const before =
        store && replayStored(unitOfWork.storedResponse(store.idempotency.id), store.idempotency);
      if (before) return store.replay(before);
      const writes = new CustomerWriter(unitOfWork, this.#options.rule, origin);
      const outcome = resultOrProblem(() => carryOut(writes, command));
      const rendered = outcome instanceof Problem ? outcome : answer(outcome);
      const kept = store?.serialize(rendered);
      if (store && kept) storeIn(unitOfWork, store.idempotency, kept);
      return rendered;
    };
    const result = await this.#group(tenant).run({
      prefetch: { ...prefetch, claim: store?.idempotency.id },
      run,
    });
    if (result instanceof Problem) throw result;
    return result;
  }

  /** Keeps an answer that has no effect beside it, or gives what was answered before. */
  store(
    tenant: Tenant,
    idempotency: IdempotencyKey,
    answer: SerializedResponse,
  ): Promise<SerializedResponse | undefined> {
    const run = (unitOfWork: PreloadedUnitOfWork) => {
      const before = replayStored(unitOfWork.storedResponse(idempotency.id), idempotency);
      if (!before) storeIn(unitOfWork, idempotency, answer);
      return before;
    };
    return this.#group(tenant).run({ prefetch: { claim: idempotency.id }, run });
  }

  /** How many writes wait for a commit. */
  get waiting(): number {
    return [...this.#groups.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** Takes no more writes, and resolves when none waits any more. */
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

function storeIn(
  unitOfWork: PreloadedUnitOfWork,
  { id, fingerprint, now }: IdempotencyKey,
  answer: SerializedResponse,
): void {
  unitOfWork.store({ id, fingerprint, expiresAt: now + STORED_RESPONSE_TTL_MS, response: answer });
}
