import type Database from 'better-sqlite3';
import type { Mode, Tenant } from '../../domain/tenant.ts';

/** A tenant as every key of this database begins. */
export interface TenantScope {
  readonly merchantId: string;
  /** Merchant and mode in one number. */
  readonly tenant: number;
}

/** How many rows a tenant may have in a table; rows stay exact in JavaScript for a million merchants. */
const ROWS = 2 ** 32;

/** The row that the `number`-th customer, or event, of a tenant has. */
export function rowOf({ tenant }: Pick<TenantScope, 'tenant'>, number: number): number {
  return tenant * ROWS + number;
}

/** The number that a row has within its tenant. */
export function numberOf(row: number): number {
  return row % ROWS;
}

/** The tenant whose row it is. */
export function tenantOf(row: number): number {
  return Math.floor(row / ROWS);
}

/** The tenant's number for a merchant's. */
export function tenantNumber(merchant: number, mode: Mode): number {
  return merchant * 2 + (mode === 'live' ? 1 : 0);
}

/** Finds tenants' keys. Merchants are never removed, so a number found once holds. */
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

  /** The merchant who has the number. */
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
