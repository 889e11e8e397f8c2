import { v7 as uuidV7 } from 'uuid';
import type { BatchCommand, BatchItem, BatchResult } from '../../../src/domain/batch.ts';
import type { Customer, CustomerPatch } from '../../../src/domain/customer.ts';
import type { CustomerEvent, EventListQuery, Origin } from '../../../src/domain/event.ts';
import {
  type IdempotencyKey,
  type SerializedResponse,
  storeFirstResponse,
} from '../../../src/domain/idempotency-key.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import type { CustomerListQuery, CustomerPage, Store } from '../../../src/domain/store/store.ts';
import type { Mode, Tenant } from '../../../src/domain/tenant.ts';
import type { UpsertCommand, UpsertDecision } from '../../../src/domain/upsert.ts';
import {
  applyBatch,
  applyCreate,
  applyUpdate,
  applyUpsert,
  prefetchForBatch,
  prefetchForCreate,
  prefetchForUpdate,
  prefetchForUpsert,
} from '../../../src/domain/write-customers.ts';
import { addMerchant } from '../../support/tenants.ts';
import type { DatabaseFixture } from './database-fixture.ts';

export interface Upsert {
  readonly source?: string;
  readonly externalId?: string;
  readonly email?: string;
  readonly patch?: CustomerPatch;
  readonly externalUpdatedAt?: Instant;
  /** UNIX milliseconds. */
  readonly now?: number;
}

let counter = 0;

/** A text that no other test uses. */
export function fresh(word = 'x'): string {
  counter += 1;
  return `${word}-${counter}`;
}

/** Where the changes of these tests come from: no request. */
export const ORIGIN: Origin = { requestId: null, idempotencyKey: null, newId: () => uuidV7() };

/** Builds an upsert, with new values for everything that a test leaves out. */
export function aCommand(wanted: Upsert = {}): UpsertCommand {
  const { source = 'practicehub', externalId = fresh('PAT'), patch = {}, now = 1000, ...rest } = wanted;
  const { email = `${fresh('someone')}@example.com`, externalUpdatedAt } = rest;
  return {
    reference: { source, externalId },
    email,
    patch,
    id: uuidV7(),
    now,
    ...(externalUpdatedAt && { externalUpdatedAt }),
  };
}

/** The same as an item of a batch. */
export function anItem(wanted: Upsert = {}): BatchItem {
  const command = aCommand(wanted);
  return { externalId: command.reference.externalId, command };
}

/** Writes and reads the data of one tenant, with new values for everything that a test leaves out. */
export class TenantFixture {
  readonly store: Store;
  readonly tenant: Tenant;

  constructor(store: Store, tenant: Tenant) {
    this.store = store;
    this.tenant = tenant;
  }

  /** A new tenant in a new place. */
  static async at(place: DatabaseFixture, mode: Mode = 'sandbox'): Promise<TenantFixture> {
    const store = await place.open();
    return TenantFixture.in(store, mode);
  }

  /** A new tenant in a store that is open already. */
  static async in(store: Store, mode: Mode = 'sandbox'): Promise<TenantFixture> {
    return new TenantFixture(store, { merchantId: await addMerchant(store), mode });
  }

  /** The same tenant through another store. */
  through(store: Store): TenantFixture {
    return new TenantFixture(store, this.tenant);
  }

  upsert(wanted: Upsert = {}): Promise<UpsertDecision> {
    return this.apply(aCommand(wanted));
  }

  /** Applies an upsert; its event comes from `origin`. */
  apply(command: UpsertCommand, origin: Origin = ORIGIN): Promise<UpsertDecision> {
    return this.store.transaction(this.tenant, prefetchForUpsert(command), (unitOfWork) =>
      applyUpsert(unitOfWork, command, origin),
    );
  }

  /**
   * Applies an upsert and stores a response with it.
   *
   * @returns the outcome, or `replayed` if a response is stored already.
   */
  upsertStoring(
    idempotency: IdempotencyKey,
    command: UpsertCommand,
    response: SerializedResponse,
  ): Promise<string> {
    const prefetch = { ...prefetchForUpsert(command), idempotencyId: idempotency.id };
    return this.store.transaction(this.tenant, prefetch, (unitOfWork) => {
      if (storeFirstResponse(unitOfWork, idempotency, response)) return 'replayed';
      return applyUpsert(unitOfWork, command, ORIGIN).outcome;
    });
  }

  batch(items: readonly BatchItem[], how: Partial<BatchCommand> = {}): Promise<readonly BatchResult[]> {
    const command = { items, atomic: false, dryRun: false, ...how };
    return this.store.transaction(this.tenant, prefetchForBatch(command), (unitOfWork) =>
      applyBatch(unitOfWork, command, ORIGIN),
    );
  }

  /** The customer after an upsert that was applied. */
  async put(wanted: Upsert = {}): Promise<Customer> {
    const decision = await this.upsert(wanted);
    if (decision.outcome === 'stale') throw new Error('The upsert was stale.');
    return decision.after;
  }

  async create(email = `${fresh('someone')}@example.com`, patch: CustomerPatch = {}): Promise<Customer> {
    const command = { id: uuidV7(), email, patch, now: 1000 };
    const decision = await this.store.transaction(this.tenant, prefetchForCreate(command), (unitOfWork) =>
      applyCreate(unitOfWork, command, ORIGIN),
    );
    return decision.after;
  }

  async update(id: string, patch: CustomerPatch, now = 2000): Promise<Customer> {
    const command = { id, patch, now };
    const decision = await this.store.transaction(this.tenant, prefetchForUpdate(command), (unitOfWork) =>
      applyUpdate(unitOfWork, command, ORIGIN),
    );
    return decision.after;
  }

  find(id: string): Promise<Customer | undefined> {
    return this.store.customers.find(this.tenant, id);
  }

  list(query: Partial<CustomerListQuery> = {}): Promise<CustomerPage> {
    return this.store.customers.list(this.tenant, { limit: 100, offset: 0, ...query });
  }

  /** The events that a query finds, the newest first. */
  async events(query: EventListQuery = {}): Promise<readonly CustomerEvent[]> {
    return (await this.store.events.list(this.tenant, { limit: 1000, ...query })).items;
  }

  /** The ids that a query finds, all pages put together. */
  async ids(query: Partial<CustomerListQuery> = {}): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const { items, hasMore } = await this.list({ ...query, offset: ids.length });
      ids.push(...items.map(({ id }) => id));
      if (!hasMore) return ids;
    }
  }
}
