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
