import { v7 as uuidV7 } from 'uuid';
import type { Customer, CustomerPatch } from '../../../src/domain/customer.ts';
import type { Origin } from '../../../src/domain/event.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import type { CustomerPage, CustomerQuery, Store } from '../../../src/domain/store.ts';
import type { Mode, Tenant } from '../../../src/domain/tenant.ts';
import type { UpsertDecision } from '../../../src/domain/upsert.ts';
import type { Place } from './place.ts';

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

export async function addMerchant(store: Store): Promise<string> {
  const id = uuidV7();
  await store.merchants.add({ id, name: fresh('Merchant'), createdAt: 0 });
  return id;
}

/** Where the changes of these tests come from: no request. */
export const ORIGIN: Origin = { requestId: null, idempotencyKey: null, newId: () => uuidV7() };

/** One tenant's way into a store, which makes up what a test does not care about. */
export class Desk {
  readonly store: Store;
  readonly tenant: Tenant;

  constructor(store: Store, tenant: Tenant) {
    this.store = store;
    this.tenant = tenant;
  }

  /** A new tenant in a new place. */
  static async at(place: Place, mode: Mode = 'sandbox'): Promise<Desk> {
    const store = await place.open();
    return Desk.in(store, mode);
  }

  /** A new tenant in a store that is open already. */
  static async in(store: Store, mode: Mode = 'sandbox'): Promise<Desk> {
    return new Desk(store, { merchantId: await addMerchant(store), mode });
  }

  /** The same tenant through another store. */
  through(store: Store): Desk {
    return new Desk(store, this.tenant);
  }

  upsert(wanted: Upsert = {}): Promise<UpsertDecision> {
    const { source = 'practicehub', externalId = fresh('PAT'), patch = {}, now = 1000, ...rest } = wanted;
    const { email = `${fresh('someone')}@example.com`, externalUpdatedAt } = rest;
    return this.store.customers.upsert({
      tenant: this.tenant,
      command: {
        reference: { source, externalId },
        email,
        patch,
        id: uuidV7(),
        now,
        ...(externalUpdatedAt && { externalUpdatedAt }),
      },
      origin: ORIGIN,
      answer: (decision) => decision,
    });
  }

  /** The customer after an upsert that was applied. */
  async put(wanted: Upsert = {}): Promise<Customer> {
    const decision = await this.upsert(wanted);
    if (decision.outcome === 'stale') throw new Error('The upsert was stale.');
    return decision.after;
  }

  async create(email = `${fresh('someone')}@example.com`, patch: CustomerPatch = {}): Promise<Customer> {
    const command = { id: uuidV7(), email, patch, now: 1000 };
    return this.store.customers.create({
      tenant: this.tenant,
      command,
      origin: ORIGIN,
      answer: ({ after }) => after,
    });
  }

  async update(id: string, patch: CustomerPatch, now = 2000): Promise<Customer> {
    const command = { id, patch, now };
    return this.store.customers.update({
      tenant: this.tenant,
      command,
      origin: ORIGIN,
      answer: ({ after }) => after,
    });
  }

  find(id: string): Promise<Customer | undefined> {
    return this.store.customers.find(this.tenant, id);
  }

  list(query: Partial<CustomerQuery> = {}): Promise<CustomerPage> {
    return this.store.customers.list(this.tenant, { limit: 100, offset: 0, ...query });
  }

  /** The ids that a query finds, all pages put together. */
  async ids(query: Partial<CustomerQuery> = {}): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const { items, hasMore } = await this.list({ ...query, offset: ids.length });
      ids.push(...items.map(({ id }) => id));
      if (!hasMore) return ids;
    }
  }
}
