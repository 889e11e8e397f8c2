import type Database from 'better-sqlite3';
import type { TenantScope } from './tenant-scope.ts';

/** The number of customers and of events of a tenant, and the time of its newest event in UNIX milliseconds. */
interface Counters {
  customers: number;
  events: number;
  lastEventAt: number;
}

/**
 * The counters of the tenants that a transaction changes. It reads and writes each of them once, for all writes that
 * share the transaction. It caches them for one transaction only, because another process can write between two.
 */
export class TenantCounters {
  readonly #changed = new Map<number, Counters>();
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

  /** Counts the next customer, and returns its number. */
  nextCustomer(scope: TenantScope): number {
    const counters = this.#of(scope);
    counters.customers += 1;
    return counters.customers;
  }

  /** Counts the next event, and returns its number and its time. @param now UNIX milliseconds. */
  nextEvent(scope: TenantScope, now: number): { number: number; createdAt: number } {
    const counters = this.#of(scope);
    counters.events += 1;
    // If the clock was set back, the event gets the time of the previous one, so that times never decrease.
    counters.lastEventAt = Math.max(counters.lastEventAt, now);
    return { number: counters.events, createdAt: counters.lastEventAt };
  }

  /** Writes the counters. It must precede the commit, and each savepoint that can be rolled back. */
  write(): void {
    for (const [tenant, { customers, events, lastEventAt }] of this.#changed) {
      this.#write.run(customers, events, lastEventAt, tenant);
    }
    this.#changed.clear();
  }

  /** Discards unwritten counters, after a transaction or a savepoint was rolled back. */
  discard(): void {
    this.#changed.clear();
  }

  #of({ tenant }: TenantScope): Counters {
    let counters = this.#changed.get(tenant);
    if (!counters) {
      counters = this.#read.get(tenant);
      if (!counters) throw new Error('The counters of a tenant are missing.');
      this.#changed.set(tenant, counters);
    }
    return counters;
  }
}
