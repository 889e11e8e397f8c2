import type { Customer, Reference } from '../../domain/customer.ts';
import { foldEmail, type SharedEmails } from '../../domain/email.ts';
import type { NewEvent } from '../../domain/event.ts';
import {
  type IdempotencyKey,
  type SerializedResponse,
  STORED_RESPONSE_TTL_MS,
  type StoredResponse,
} from '../../domain/idempotency-key.ts';
import type { Savepoint, UnitOfWork } from '../../domain/store/unit-of-work.ts';
import type { SyncState } from '../../domain/sync-state.ts';
import type { StoredCustomer } from './customer-row.ts';
import type { EventInsert } from './event-row.ts';
import type { StoredResponseRow } from './stored-response.ts';
import type { Changes, Counters, Loaded } from './tenant-data.ts';
import type { TenantScope } from './tenant-scope.ts';

/**
 * A tenant's data in memory, as far as the writes of one commit group may read it. Each write is decided and applied here,
 * and sees the changes of the earlier ones. PostgreSQL receives all changes in one statement at the end.
 */
export class PreloadedUnitOfWork implements UnitOfWork {
  readonly merchantId: string;
  readonly sharedEmails: SharedEmails;
  readonly #loaded = new Map<number, StoredCustomer>();
  readonly #customers = new Map<number, StoredCustomer>();
  readonly #byId = new Map<string, number>();
  readonly #byReference = new Map<string, number>();
  readonly #byEmail = new Map<string, Set<number>>();
  readonly #emailCounts: Map<string, number>;
  readonly #storedResponses = new Map<string, StoredResponseRow>();
  readonly #events: EventInsert[] = [];
  readonly #responses: StoredResponseRow[] = [];
  readonly #syncStates = new Map<string, SyncState>();
  readonly #changedSyncStates = new Map<string, SyncState>();
  readonly #undo: (() => void)[] = [];
  #counters: Counters;

  constructor({ merchantId }: TenantScope, sharedEmails: SharedEmails, loaded: Loaded) {
    this.merchantId = merchantId;
    this.sharedEmails = sharedEmails;
    this.#counters = loaded.counters;
    this.#emailCounts = new Map(loaded.emailCounts);
    for (const response of loaded.storedResponses) this.#storedResponses.set(response.id, response);
    for (const state of loaded.syncStates) this.#syncStates.set(syncStateKey(state), state);
    for (const customer of loaded.customers) {
      this.#loaded.set(customer.number, customer);
      this.#add(customer);
    }
  }

  findById(id: string): StoredCustomer | undefined {
    return this.#at(this.#byId.get(id.toLowerCase()));
  }

  findByReference(reference: Reference): StoredCustomer | undefined {
    return this.#at(this.#byReference.get(referenceKey(reference)));
  }

  findByEmail(email: string, except?: StoredCustomer): StoredCustomer | undefined {
    const others = [...(this.#byEmail.get(foldEmail(email)) ?? [])].filter(
      (number) => number !== except?.number,
    );
    return others.length === 0 ? undefined : this.#at(Math.min(...others));
  }

  countByEmail(email: string, except?: StoredCustomer): number {
    const folded = foldEmail(email);
    const isOwn = except !== undefined && foldEmail(except.fields.email) === folded;
    return (this.#emailCounts.get(folded) ?? 0) - (isOwn ? 1 : 0);
  }

  insert(after: Customer, event: NewEvent): void {
    this.#count({ ...this.#counters, customers: this.#counters.customers + 1 });
    this.#put(this.#counters.customers, after);
    this.#append(this.#counters.customers, event);
  }

  update(before: StoredCustomer, after: Customer, event: NewEvent | undefined): void {
    this.#put(before.number, after);
    if (event) this.#append(before.number, event);
  }

  savepoint(): Savepoint {
    const depth = this.#undo.length;
    return {
      rollBack: () => {
        while (this.#undo.length > depth) this.#undo.pop()?.();
      },
      release: () => {},
    };
  }

  findStoredResponse({ id, now }: IdempotencyKey): StoredResponse | undefined {
    const stored = this.#storedResponses.get(id);
    return stored && stored.expiresAt > now ? stored : undefined;
  }

  storeResponse({ id, fingerprint, now }: IdempotencyKey, response: SerializedResponse): void {
    const before = this.#storedResponses.get(id);
    const stored = { id, fingerprint, expiresAt: now + STORED_RESPONSE_TTL_MS, response };
    this.#storedResponses.set(id, stored);
    this.#responses.push(stored);
    this.#undo.push(() => {
      this.#responses.pop();
      if (before) this.#storedResponses.set(id, before);
      else this.#storedResponses.delete(id);
    });
  }

  findSyncStates(source: string): SyncState[] {
    return [...this.#syncStates.values()].filter((state) => state.source === source);
  }

  putSyncState(state: SyncState): void {
    const key = syncStateKey(state);
    for (const states of [this.#syncStates, this.#changedSyncStates]) {
      const before = states.get(key);
      states.set(key, state);
      this.#undo.push(() => void (before ? states.set(key, before) : states.delete(key)));
    }
  }

  /** Returns all differences; undefined if there are none. */
  changes(): Changes | undefined {
    const customers = [...this.#customers.values()]
      .filter((after) => this.#loaded.get(after.number) !== after)
      .map((after) => {
        const before = this.#loaded.get(after.number);
        return { after, ...(before && { before }) };
      });
    const syncStates = [...this.#changedSyncStates.values()];
    if (customers.length + this.#responses.length + syncStates.length === 0) return undefined;
    const responses = this.#responses;
    return { counters: this.#counters, customers, events: this.#events, responses, syncStates };
  }

  #put(number: number, customer: Customer): void {
    const before = this.#customers.get(number);
    const after = { ...customer, number };
    this.#replace(before, after);
    this.#undo.push(() => this.#replace(after, before));
  }

  #append(customer: number, { now, ...event }: NewEvent): void {
    // A clock that is behind, or behind another server's, must not date an event before the previous one.
    const lastEventAt = Math.max(this.#counters.lastEventAt, now);
    this.#count({ ...this.#counters, events: this.#counters.events + 1, lastEventAt });
    this.#events.push({ ...event, customer, sequence: this.#counters.events, createdAt: lastEventAt });
    this.#undo.push(() => this.#events.pop());
  }

  #at(number: number | undefined): StoredCustomer | undefined {
    return number === undefined ? undefined : this.#customers.get(number);
  }

  #replace(before: StoredCustomer | undefined, after: StoredCustomer | undefined): void {
    if (before) this.#remove(before);
    if (after) this.#add(after);
    if (before) this.#changeEmailCount(before.fields.email, -1);
    if (after) this.#changeEmailCount(after.fields.email, 1);
  }

  #add(customer: StoredCustomer): void {
    this.#customers.set(customer.number, customer);
    this.#byId.set(customer.id, customer.number);
    for (const reference of customer.references)
      this.#byReference.set(referenceKey(reference), customer.number);
    const email = foldEmail(customer.fields.email);
    this.#byEmail.set(email, (this.#byEmail.get(email) ?? new Set()).add(customer.number));
  }

  #remove(customer: StoredCustomer): void {
    this.#customers.delete(customer.number);
    this.#byId.delete(customer.id);
    for (const reference of customer.references) this.#byReference.delete(referenceKey(reference));
    this.#byEmail.get(foldEmail(customer.fields.email))?.delete(customer.number);
  }

  #changeEmailCount(email: string, by: number): void {
    this.#emailCounts.set(foldEmail(email), this.countByEmail(email) + by);
  }

  #count(counters: Counters): void {
    const before = this.#counters;
    this.#counters = counters;
    this.#undo.push(() => {
      this.#counters = before;
    });
  }
}

// A source contains no space, so both keys are unique.
function referenceKey({ source, externalId }: Reference): string {
  return `${source} ${externalId}`;
}

function syncStateKey({ source, resourceType }: SyncState): string {
  return `${source} ${resourceType}`;
}
