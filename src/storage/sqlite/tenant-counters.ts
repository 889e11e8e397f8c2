import type Database from 'better-sqlite3';
import type { TenantScope } from './tenant-scope.ts';

/** How many customers and events a tenant has, and when its newest event was, in UNIX milliseconds. */
interface Counters {
  customers: number;
  events: number;
  lastEventAt: number;
}

/**
 * The counters of the tenants that a transaction changes, read once and written once in it, however many writes share
 * it. They are held for one transaction only: another process may write between two.
 */
export class TenantCounters {
  readonly #held = new Map<number, Counters>();
  readonly #read;
  readonly #write;

  constructor(database: Database.Database) {
    this.#read = database.prepare<unknown[], Counters>(
      'SELECT customers, events, last_event_at AS lastEventAt FROM tenants WHERE number = ?',
    );
    this.#write = database.prepare(
      'UPDATE tenants SET customers = ?, events = ?, last_event_at = ? WHERE number = ?',
    );
  }

  /** The number of the next customer, which is counted by this. */
  nextCustomer(scope: TenantScope): number {
    const counters = this.#of(scope);
    counters.customers += 1;
    return counters.customers;
  }

  /** Number and time of the next event, which is counted by this. @param now UNIX milliseconds. */
  nextEvent(scope: TenantScope, now: number): { number: number; createdAt: number } {
    const counters = this.#of(scope);
    counters.events += 1;
    // A clock that was set back must not tell an event earlier than the one before it.
    counters.lastEventAt = Math.max(counters.lastEventAt, now);
    return { number: counters.events, createdAt: counters.lastEventAt };
  }

  /** Writes what was counted; before the transaction commits, and before a savepoint that may be taken back. */
  write(): void {
    for (const [tenant, { customers, events, lastEventAt }] of this.#held) {
      this.#write.run(customers, events, lastEventAt, tenant);
    }
    this.#held.clear();
  }

  /** Forgets what was counted; after a transaction or a savepoint was taken back. */
  discard(): void {
    this.#held.clear();
  }

  #of({ tenant }: TenantScope): Counters {
    let counters = this.#held.get(tenant);
    if (!counters) {
      counters = this.#read.get(tenant);
      if (!counters) throw new Error('A tenant without its counters.');
      this.#held.set(tenant, counters);
    }
    return counters;
  }
}
