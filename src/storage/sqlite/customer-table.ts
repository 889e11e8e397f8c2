import type Database from 'better-sqlite3';
import { type Customer, foldEmail, type HeldReference, type Reference } from '../../domain/customer.ts';
import type { Instant } from '../../domain/instant.ts';
import { CHANGING_COLUMNS, type CustomerRow, changingValues, readFields } from './customer-row.ts';
import type { SearchIndex } from './search-index.ts';
import type { TenantKey } from './tenant-keys.ts';

/** A customer as it was read, with the row that the other tables know it by. */
export interface StoredCustomer extends Customer {
  readonly row: number;
}

interface ReferenceRow {
  source: string;
  external_id: string;
  external_updated_at: string | null;
  linked_at: number;
}

/** Customers with their references, found and saved; the caller holds the transaction. */
export class CustomerTable {
  readonly #search: SearchIndex;
  readonly #byId;
  readonly #byReference;
  readonly #byRow;
  readonly #byEmail;
  readonly #sharers;
  readonly #references;
  readonly #count;
  readonly #insert;
  readonly #update;
  readonly #saveReference;

  constructor(database: Database.Database, search: SearchIndex) {
    this.#search = search;
    const inTenant = 'merchant = ? AND livemode = ?';
    this.#byId = database.prepare<unknown[], CustomerRow>(
      `SELECT * FROM customers WHERE ${inTenant} AND id = ?`,
    );
    this.#byReference = database.prepare<unknown[], CustomerRow>(
      `SELECT c.* FROM customer_references r CROSS JOIN customers c ON c.row = r.customer
       WHERE r.merchant = ? AND r.livemode = ? AND r.source = ? AND r.external_id = ?`,
    );
    this.#byRow = database.prepare<unknown[], CustomerRow>(
      `SELECT * FROM customers WHERE ${inTenant} AND row = ?`,
    );
    this.#byEmail = database.prepare<unknown[], CustomerRow>(
      `SELECT * FROM customers WHERE ${inTenant} AND email_folded = ? AND id IS NOT ? ORDER BY row LIMIT 1`,
    );
    this.#sharers = database
      .prepare<unknown[], number>(
        `SELECT count(*) FROM customers WHERE ${inTenant} AND email_folded = ? AND id IS NOT ?`,
      )
      .pluck();
    this.#references = database.prepare<unknown[], ReferenceRow>(
      `SELECT source, external_id, external_updated_at, linked_at FROM customer_references
       WHERE ${inTenant} AND customer = ? ORDER BY position`,
    );
    this.#count = database
      .prepare<unknown[], number>(
        `UPDATE tenants SET customers = customers + 1 WHERE ${inTenant} RETURNING customers`,
      )
      .pluck();
    const columns = ['merchant', 'livemode', 'number', 'id', 'created_at', ...CHANGING_COLUMNS];
    this.#insert = database.prepare(
      `INSERT INTO customers (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    this.#update = database.prepare(
      `UPDATE customers SET ${CHANGING_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE row = ?`,
    );
    this.#saveReference = database.prepare(
      `INSERT INTO customer_references
         (merchant, livemode, source, external_id, customer, position, external_updated_at, linked_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (merchant, livemode, source, external_id)
         DO UPDATE SET external_updated_at = excluded.external_updated_at`,
    );
  }

  find(key: TenantKey, id: string): StoredCustomer | undefined {
    return this.#read(key, this.#byId.get(key.merchant, key.livemode, id.toLowerCase()));
  }

  findByReference(key: TenantKey, { source, externalId }: Reference): StoredCustomer | undefined {
    return this.#read(key, this.#byReference.get(key.merchant, key.livemode, source, externalId));
  }

  findByRow(key: TenantKey, row: number): StoredCustomer | undefined {
    return this.#read(key, this.#byRow.get(key.merchant, key.livemode, row));
  }

  /** @param exceptId the customer being written, if it exists: an email is its own. */
  owner(key: TenantKey, email: string, exceptId?: string): StoredCustomer | undefined {
    return this.#read(key, this.#byEmail.get(key.merchant, key.livemode, foldEmail(email), exceptId ?? null));
  }

  /** How many have the email, apart from `exceptId`. */
  sharers(key: TenantKey, email: string, exceptId?: string): number {
    return this.#sharers.get(key.merchant, key.livemode, foldEmail(email), exceptId ?? null) ?? 0;
  }

  /** @returns its row. */
  insert(key: TenantKey, customer: Customer): number {
    const number = this.#count.get(key.merchant, key.livemode);
    const values = [number, customer.id, customer.createdAt, ...changingValues(customer)];
    const row = Number(this.#insert.run(key.merchant, key.livemode, ...values).lastInsertRowid);
    customer.references.forEach((reference, position) => {
      this.#putReference(key, row, reference, position);
    });
    this.#search.put(key, row, customer);
    return row;
  }

  /** Writes what differs between the two; nothing when they are one object. */
  save(key: TenantKey, before: StoredCustomer, after: Customer): void {
    if (before === after) return;
    this.#update.run(...changingValues(after), before.row);
    after.references.forEach((reference, position) => {
      if (reference !== before.references[position]) this.#putReference(key, before.row, reference, position);
    });
    this.#search.replace(key, before.row, before, after);
  }

  #putReference(key: TenantKey, row: number, reference: HeldReference, position: number): void {
    const { source, externalId, externalUpdatedAt = null, linkedAt } = reference;
    this.#saveReference.run(
      key.merchant,
      key.livemode,
      source,
      externalId,
      row,
      position,
      externalUpdatedAt,
      linkedAt,
    );
  }

  #read(key: TenantKey, row: CustomerRow | undefined): StoredCustomer | undefined {
    if (!row) return undefined;
    return {
      row: row.row,
      id: row.id,
      merchantId: key.merchantId,
      fields: readFields(row),
      references: this.#references.all(key.merchant, key.livemode, row.row).map(readReference),
      version: row.version,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }
}

function readReference(row: ReferenceRow): HeldReference {
  return {
    source: row.source,
    externalId: row.external_id,
    ...(row.external_updated_at !== null && { externalUpdatedAt: row.external_updated_at as Instant }),
    linkedAt: row.linked_at,
  };
}
