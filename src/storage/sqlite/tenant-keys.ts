import type Database from 'better-sqlite3';
import type { Tenant } from '../../domain/tenant.ts';

/** A tenant as every key of this database begins: the merchant's number, and 1 for live data. */
export interface TenantKey {
  readonly merchantId: string;
  readonly merchant: number;
  readonly livemode: 0 | 1;
}

/** Finds tenants' keys. Merchants are never removed, so a number found once holds. */
export class TenantKeys {
  readonly #find: Database.Statement<[string], number>;
  readonly #known = new Map<string, number>();

  constructor(database: Database.Database) {
    this.#find = database.prepare<[string], number>('SELECT number FROM merchants WHERE id = ?').pluck();
  }

  of({ merchantId, mode }: Tenant): TenantKey {
    let merchant = this.#known.get(merchantId);
    if (merchant === undefined) {
      merchant = this.#find.get(merchantId);
      if (merchant === undefined) throw new Error('There is no such merchant in this database.');
      this.#known.set(merchantId, merchant);
    }
    return { merchantId, merchant, livemode: mode === 'live' ? 1 : 0 };
  }
}
