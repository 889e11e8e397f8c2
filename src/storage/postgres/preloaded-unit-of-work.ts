import { type Customer, foldEmail, type Reference } from '../../domain/customer.ts';
import type { StoredCustomer } from './customer-row.ts';
import type { NewEvent } from './event-row.ts';
import type { StoredResponseRow } from './stored-response.ts';
import type { TenantScope } from './tenant-scope.ts';

/** How many customers and events a tenant has, and when its newest event was, in UNIX milliseconds. */
export interface Counters {
  readonly customers: number;
  readonly events: number;
  readonly lastEventAt: number;
}

/** All that some writes may look at, as it was loaded. */
export interface Loaded {
  readonly counters: Counters;
  readonly customers: readonly StoredCustomer[];
  /** By folded email, how many have it; empty where emails are not shared. */
  readonly shareCount: ReadonlyMap<string, number>;
  readonly storedResponses: readonly StoredResponseRow[];
}

/** What is different after some writes. */
export interface Changes {
  readonly counters: Counters;
  readonly customers: readonly { readonly before?: StoredCustomer; readonly after: StoredCustomer }[];
  readonly events: readonly NewEvent[];
  readonly answers: readonly StoredResponseRow[];
}

/**
 * A tenant's data as far as some writes that share a transaction may look at it, in memory. Each write is decided and
 * carried out here, and sees what those before it did; what it did can be taken back. PostgreSQL hears of all of it in
 * one statement at the end.
 */
export class PreloadedUnitOfWork {
  readonly scope: TenantScope;
  readonly #loaded = new Map<number, StoredCustomer>();
  readonly #customers = new Map<number, StoredCustomer>();
  readonly #byId = new Map<string, number>();
  readonly #byReference = new Map<string, number>();
  readonly #byEmail = new Map<string, Set<number>>();
  readonly #shareCounts: Map<string, number>;
  readonly #storedResponses = new Map<string, StoredResponseRow>();
  readonly #events: NewEvent[] = [];
  readonly #responses: StoredResponseRow[] = [];
  readonly #undo: (() => void)[] = [];
  #counters: Counters;

  constructor(scope: TenantScope, { counters, customers, shareCount, storedResponses }: Loaded) {
    this.scope = scope;
    this.#counters = counters;
    this.#shareCounts = new Map(shareCount);
    for (const storedResponse of storedResponses)
      this.#storedResponses.set(storedResponse.id, storedResponse);
    for (const customer of customers) {
      this.#loaded.set(customer.number, customer);
      this.#enter(customer);
    }
  }

  find(id: string): StoredCustomer | undefined {
    return this.#at(this.#byId.get(id.toLowerCase()));
  }

  findByReference(reference: Reference): StoredCustomer | undefined {
    return this.#at(this.#byReference.get(nameOf(reference)));
  }

  /** The oldest customer with the email, apart from the one being written. */
  owner(email: string, except?: StoredCustomer): StoredCustomer | undefined {
    const others = [...(this.#byEmail.get(foldEmail(email)) ?? [])].filter(
      (number) => number !== except?.number,
    );
    return others.length === 0 ? undefined : this.#at(Math.min(...others));
  }

  /** How many have the email, apart from the one being written. */
  shareCount(email: string, except?: StoredCustomer): number {
    const folded = foldEmail(email);
    const isOwn = except !== undefined && foldEmail(except.fields.email) === folded;
    return (this.#shareCounts.get(folded) ?? 0) - (isOwn ? 1 : 0);
  }

  storedResponse(id: string): StoredResponseRow | undefined {
    return this.#storedResponses.get(id);
  }

  /** Number and time of the next event, which is counted by this. @param now UNIX milliseconds. */
  nextEvent(now: number): { sequence: number; createdAt: number } {
    // A clock that was set back, or runs behind another server's, must not tell an event earlier than the one before it.
    const lastEventAt = Math.max(this.#counters.lastEventAt, now);
    this.#count({ ...this.#counters, events: this.#counters.events + 1, lastEventAt });
    return { sequence: this.#counters.events, createdAt: lastEventAt };
  }

  /** The number of the next customer, which is counted by this. */
  nextCustomer(): number {
    this.#count({ ...this.#counters, customers: this.#counters.customers + 1 });
    return this.#counters.customers;
  }

  append(event: NewEvent): void {
    this.#events.push(event);
    this.#undo.push(() => this.#events.pop());
  }

  put(number: number, customer: Customer): void {
    const before = this.#customers.get(number);
    const after = { ...customer, number };
    if (before) this.#leave(before);
    this.#enter(after);
    this.#shareEmail(before, after);
    this.#undo.push(() => {
      this.#leave(after);
      if (before) this.#enter(before);
      this.#shareEmail(after, before);
    });
  }

  store(answer: StoredResponseRow): void {
    const before = this.#storedResponses.get(answer.id);
    this.#storedResponses.set(answer.id, answer);
    this.#responses.push(answer);
    this.#undo.push(() => {
      this.#responses.pop();
      if (before) this.#storedResponses.set(answer.id, before);
      else this.#storedResponses.delete(answer.id);
    });
  }

  /** Does a part of the work. @returns how to take it back, as long as nothing that came before it is taken back. */
  begin(): () => void {
    const depth = this.#undo.length;
    return () => {
      while (this.#undo.length > depth) this.#undo.pop()?.();
    };
  }

  /** Undefined when nothing is different. */
  changes(): Changes | undefined {
    const customers = [...this.#customers.values()]
      .filter((after) => this.#loaded.get(after.number) !== after)
      .map((after) => {
        const before = this.#loaded.get(after.number);
        return { after, ...(before && { before }) };
      });
    if (customers.length === 0 && this.#responses.length === 0) return undefined;
    return { counters: this.#counters, customers, events: this.#events, answers: this.#responses };
  }

  #at(number: number | undefined): StoredCustomer | undefined {
    return number === undefined ? undefined : this.#customers.get(number);
  }

  #enter(customer: StoredCustomer): void {
    this.#customers.set(customer.number, customer);
    this.#byId.set(customer.id, customer.number);
    for (const reference of customer.references) this.#byReference.set(nameOf(reference), customer.number);
    const email = foldEmail(customer.fields.email);
    this.#byEmail.set(email, (this.#byEmail.get(email) ?? new Set()).add(customer.number));
  }

  #leave(customer: StoredCustomer): void {
    this.#customers.delete(customer.number);
    this.#byId.delete(customer.id);
    for (const reference of customer.references) this.#byReference.delete(nameOf(reference));
    this.#byEmail.get(foldEmail(customer.fields.email))?.delete(customer.number);
  }

  #shareEmail(before: StoredCustomer | undefined, after: StoredCustomer | undefined): void {
    if (before) this.#changeShareCount(before.fields.email, -1);
    if (after) this.#changeShareCount(after.fields.email, 1);
  }

  #changeShareCount(email: string, by: number): void {
    const folded = foldEmail(email);
    this.#shareCounts.set(folded, (this.#shareCounts.get(folded) ?? 0) + by);
  }

  #count(counters: Counters): void {
    const before = this.#counters;
    this.#counters = counters;
    this.#undo.push(() => {
      this.#counters = before;
    });
  }
}

/** A source holds no space. */
function nameOf({ source, externalId }: Reference): string {
  return `${source} ${externalId}`;
}
