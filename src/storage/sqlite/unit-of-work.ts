import type Database from 'better-sqlite3';
import type { Customer, Reference } from '../../domain/customer.ts';
import type { SharedEmails } from '../../domain/email.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { IdempotencyKey, SerializedResponse, StoredResponse } from '../../domain/idempotency-key.ts';
import type { Savepoint, UnitOfWork } from '../../domain/store/unit-of-work.ts';
import type { SyncState } from '../../domain/sync-state.ts';
import type { CustomerTable, StoredCustomer } from './customer-table.ts';
import type { EventTable } from './event-table.ts';
import type { ResponseTable } from './response-table.ts';
import type { SyncStateTable } from './sync-state-table.ts';
import { rowOf, type TenantCounters, type TenantScope } from './tenants.ts';

export interface UnitOfWorkTables {
  readonly customers: CustomerTable;
  readonly events: EventTable;
  readonly responses: ResponseTable;
  readonly syncStates: SyncStateTable;
  readonly counters: TenantCounters;
  readonly sharedEmails: SharedEmails;
  readonly savepoint: () => Savepoint;
}

/** Reads and changes the tables at once; the caller holds the transaction. */
export class SqliteUnitOfWork implements UnitOfWork {
  readonly #scope: TenantScope;
  readonly #tables: UnitOfWorkTables;

  constructor(scope: TenantScope, tables: UnitOfWorkTables) {
    this.#scope = scope;
    this.#tables = tables;
  }

  get merchantId(): string {
    return this.#scope.merchantId;
  }

  get sharedEmails(): SharedEmails {
    return this.#tables.sharedEmails;
  }

  findById(id: string): StoredCustomer | undefined {
    return this.#tables.customers.find(this.#scope, id);
  }

  findByReference(reference: Reference): StoredCustomer | undefined {
    return this.#tables.customers.findByReference(this.#scope, reference);
  }

  findByEmail(email: string, except?: StoredCustomer): StoredCustomer | undefined {
    return this.#tables.customers.findByEmail(this.#scope, email, except?.row);
  }

  countByEmail(email: string, except?: StoredCustomer): number {
    return this.#tables.customers.countByEmail(this.#scope, email, except?.row);
  }

  insert(after: Customer, event: NewEvent): void {
    const { customers, events, counters } = this.#tables;
    const row = rowOf(this.#scope, counters.nextCustomer(this.#scope));
    customers.insert(
      this.#scope,
      row,
      after,
      events.append(this.#scope, event, { customer: row, earlier: 0 }),
    );
  }

  update(before: StoredCustomer, after: Customer, event: NewEvent | undefined): void {
    const { customers, events } = this.#tables;
    const { row, lastEvent: earlier } = before;
    const lastEvent = event ? events.append(this.#scope, event, { customer: row, earlier }) : earlier;
    customers.update(this.#scope, before, after, lastEvent);
  }

  findSyncStates(source: string): readonly SyncState[] {
    return this.#tables.syncStates.list(this.#scope, source);
  }

  putSyncState(state: SyncState): void {
    this.#tables.syncStates.put(this.#scope, state);
  }

  savepoint(): Savepoint {
    return this.#tables.savepoint();
  }

  findStoredResponse(idempotency: IdempotencyKey): StoredResponse | undefined {
    return this.#tables.responses.find(this.#scope, idempotency);
  }

  storeResponse(idempotency: IdempotencyKey, response: SerializedResponse): void {
    this.#tables.responses.put(this.#scope, idempotency, response);
  }
}

/** Prepares savepoints of a connection. The counters are written before each one, so that a rollback restores them. */
export function savepointStarter(database: Database.Database, counters: TenantCounters): () => Savepoint {
  const begin = database.prepare('SAVEPOINT batch');
  const rollBack = database.prepare('ROLLBACK TO batch');
  const release = database.prepare('RELEASE batch');
  const savepoint: Savepoint = {
    rollBack: () => {
      rollBack.run();
      counters.discard();
      release.run();
    },
    release: () => void release.run(),
  };
  return () => {
    counters.write();
    begin.run();
    return savepoint;
  };
}
