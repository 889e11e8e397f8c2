import type Database from 'better-sqlite3';
import type { Merchant } from '../../domain/tenant.ts';

/** Merchants and the tenants under them; the caller holds the transaction. */
export class MerchantTable {
  readonly #insert;
  readonly #insertTenant;
  readonly #list;

  constructor(database: Database.Database) {
    this.#insert = database.prepare('INSERT INTO merchants (id, name, created_at) VALUES (?, ?, ?)');
    this.#insertTenant = database.prepare('INSERT INTO tenants (merchant, livemode) VALUES (?, ?)');
    this.#list = database.prepare<unknown[], Merchant>(
      'SELECT id, name, created_at AS createdAt FROM merchants ORDER BY number',
    );
  }

  add({ id, name, createdAt }: Merchant): void {
    const { lastInsertRowid } = this.#insert.run(id, name, createdAt);
    for (const livemode of [0, 1]) this.#insertTenant.run(lastInsertRowid, livemode);
  }

  list(): Merchant[] {
    return this.#list.all();
  }
}
