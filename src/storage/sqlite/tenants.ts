import type Database from 'better-sqlite3';
import type { Mode, Tenant } from '../../domain/tenant.ts';

/** A tenant, in the form with which every key of this database begins. */
export interface TenantScope {
  readonly merchantId: string;
  /** Merchant and mode in one number. */
  readonly tenant: number;
}

/** The number of rows that a tenant can have in a table. JavaScript numbers are exact for a million merchants. */
const ROWS_PER_TENANT = 2 ** 32;

/** The row of the customer, or event, with this number within its tenant. */
export function rowOf({ tenant }: Pick<TenantScope, 'tenant'>, number: number): number {
  return tenant * ROWS_PER_TENANT + number;
}

/** The number of a row within its tenant. */
export function numberOf(row: number): number {
  return row % ROWS_PER_TENANT;
}

/** The tenant of a row. */
export function tenantOf(row: number): number {
  return Math.floor(row / ROWS_PER_TENANT);
}

/** Combines a merchant's number and the mode into the tenant's number. */
export function tenantNumber(merchant: number, mode: Mode): number {
  return merchant * 2 + (mode === 'live' ? 1 : 0);
}

/** Finds the scopes of tenants. It caches the numbers of merchants, which are never removed. */
export class TenantScopes {
  readonly #findNumber: Database.Statement<[string], number>;
  readonly #findId: Database.Statement<[number], string>;
  readonly #numbers = new Map<string, number>();
  readonly #ids = new Map<number, string>();

  constructor(database: Database.Database) {
    this.#findNumber = database
      .prepare<[string], number>('SELECT number FROM merchants WHERE id = ?')
      .pluck();
    this.#findId = database.prepare<[number], string>('SELECT id FROM merchants WHERE number = ?').pluck();
  }

  of({ merchantId, mode }: Tenant): TenantScope {
    return { merchantId, tenant: tenantNumber(this.merchant(merchantId), mode) };
  }

  /** The number of a merchant. */
  merchant(merchantId: string): number {
    const number = this.#numbers.get(merchantId) ?? requireFound(this.#findNumber.get(merchantId));
    this.#numbers.set(merchantId, number);
    return number;
  }

  /** The id of the merchant with this number. */
  merchantId(number: number): string {
    const merchantId = this.#ids.get(number) ?? requireFound(this.#findId.get(number));
    this.#ids.set(number, merchantId);
    return merchantId;
  }
}

function requireFound<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('There is no such merchant in this database.');
  return found;
}

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
