import type { Customer, Reference } from '../customer.ts';
import type { SharedEmails } from '../email.ts';
import type { NewEvent } from '../event.ts';
import type { StoredResponses } from '../idempotency-key.ts';
import type { SyncState } from '../sync-state.ts';
import type { Tenant } from '../tenant.ts';

/**
 * The data of one tenant that one transaction may read and change. Both storage adapters implement it, so the rules of a
 * write exist once, in `write-customers.ts`. Each method is synchronous, and each read sees the earlier changes of the
 * same transaction.
 */
export interface UnitOfWork extends StoredResponses {
  readonly merchantId: string;
  /** Whether several customers of this store may have the same email. */
  readonly sharedEmails: SharedEmails;
  findById(id: string): Customer | undefined;
  findByReference(reference: Reference): Customer | undefined;
  /** Returns the oldest customer with this email, apart from `except`. */
  findByEmail(email: string, except?: Customer): Customer | undefined;
  /** Counts the customers with this email, apart from `except`. */
  countByEmail(email: string, except?: Customer): number;
  /** Adds a customer and appends its first event. */
  insert(after: Customer, event: NewEvent): void;
  /**
   * Saves a changed customer and appends the event, if there is one.
   *
   * @param before the customer as a method of this unit of work returned it.
   */
  update(before: Customer, after: Customer, event: NewEvent | undefined): void;
  /** Returns all sync states of a source. */
  findSyncStates(source: string): readonly SyncState[];
  /** Adds a sync state, or replaces the one with the same source and resource type. */
  putSyncState(state: SyncState): void;
  /** Begins a part of the transaction that can be rolled back alone. A savepoint never spans another one. */
  savepoint(): Savepoint;
}

/** Exactly one of the two methods is called, once. */
export interface Savepoint {
  /** Undoes every change since the savepoint. */
  rollBack(): void;
  /** Keeps the changes since the savepoint. */
  release(): void;
}

/**
 * The keys that a transaction looks up. An adapter may load everything under these keys before the transaction's function
 * runs; the function then finds nothing else.
 */
export interface Prefetch {
  readonly references?: readonly Reference[];
  /** Folded by `foldEmail`. */
  readonly emails?: readonly string[];
  readonly ids?: readonly string[];
  /** The sources whose sync states are looked up. */
  readonly syncSources?: readonly string[];
  /** The id of an `IdempotencyKey`. */
  readonly idempotencyId?: string | undefined;
}

export interface TransactionRunner {
  /**
   * Runs a synchronous function in a transaction, which it may share with other functions. Resolves with its result when
   * the changes are durable. The function may run more than once, so it has no effects outside the unit of work.
   *
   * @throws whatever the function throws, and then nothing that it changed stays; Problem unavailable.
   */
  transaction<T>(tenant: Tenant, prefetch: Prefetch, run: (unitOfWork: UnitOfWork) => T): Promise<T>;
}
