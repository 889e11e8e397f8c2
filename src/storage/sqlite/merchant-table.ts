import type Database from 'better-sqlite3';
import { type Merchant, MODES } from '../../domain/tenant.ts';
import { tenantNumber } from './tenants.ts';

/** Merchants and their tenants. The caller has begun the transaction. */
export class MerchantTable {
  readonly #insert;
  readonly #insertTenant;
  readonly #list;

  constructor(database: Database.Database) {
    this.#insert = database.prepare('INSERT INTO merchants (id, name, created_at) VALUES (?, ?, ?)');
    this.#insertTenant = database.prepare(
      'INSERT INTO tenants (number, merchant, livemode) VALUES (?, ?, ?)',
    );
    this.#list = database.prepare<unknown[], Merchant>(
      'SELECT id, name, created_at AS createdAt FROM merchants ORDER BY number',
    );
  }

  add({ id, name, createdAt }: Merchant): void {
    const merchant = Number(this.#insert.run(id, name, createdAt).lastInsertRowid);
    for (const mode of MODES) {
      this.#insertTenant.run(tenantNumber(merchant, mode), merchant, mode === 'live' ? 1 : 0);
    }
  }

  /** Returns the first merchant; adds the given one if there is none. */
  first(merchant: Merchant): Merchant {
    const [first] = this.list();
    if (!first) this.add(merchant);
    return first ?? merchant;
  }

  /** Lists the merchants in the order of their creation. */
  list(): Merchant[] {
    return this.#list.all();
  }
}
