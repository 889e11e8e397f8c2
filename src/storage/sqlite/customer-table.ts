import type Database from 'better-sqlite3';
import { type Customer, foldEmail, type Reference } from '../../domain/customer.ts';
import {
  CHANGING_COLUMNS,
  type CustomerRow,
  changingValues,
  readFields,
  readReferences,
} from './customer-row.ts';
import { rowOf, type TenantKey } from './tenant-keys.ts';

/** A customer as it was read, with what the other tables know it by. */
export interface StoredCustomer extends Customer {
  readonly row: number;
  /** The row of the newest event about it. */
  readonly lastEvent: number;
}

/**
 * Customers with their references, found and saved; the caller holds the transaction.
 *
 * No statement here joins, sorts or takes its limit as a parameter: SQLite as it is built for us would prepare such a
 * one anew at every run, since the values might make another plan better, and that takes ten times as long as to run it.
 */
export class CustomerTable {
  readonly #byId;
  readonly #byReference;
  readonly #byRow;
  readonly #between;
  readonly #byEmail;
  readonly #sharers;
  readonly #insert;
  readonly #update;
  readonly #updateEmail;
  readonly #insertReference;

  constructor(database: Database.Database) {
    this.#byId = database.prepare<unknown[], CustomerRow>(
      'SELECT * FROM customers WHERE tenant = ? AND id = ?',
    );
    this.#byReference = database.prepare<unknown[], CustomerRow>(
      `SELECT * FROM customers WHERE row = (
         SELECT customer FROM customer_references WHERE tenant = ? AND external_id = ? AND source = ?)`,
    );
    this.#byRow = database.prepare<unknown[], CustomerRow>('SELECT * FROM customers WHERE row = ?');
    this.#between = database.prepare<unknown[], CustomerRow>(
      'SELECT * FROM customers WHERE row BETWEEN ? AND ?',
    );
    // The first one found is the oldest: the index holds rows of one email in their order.
    this.#byEmail = database.prepare<unknown[], CustomerRow>(
      `SELECT * FROM customers WHERE row = (
         SELECT row FROM customers WHERE tenant = ? AND email_folded = ? AND row <> ? LIMIT 1)`,
    );
    this.#sharers = database
      .prepare<unknown[], number>(
        'SELECT count(*) FROM customers WHERE tenant = ? AND email_folded = ? AND row <> ?',
      )
      .pluck();
    const columns = ['row', 'tenant', 'id', 'created_at', 'email_folded', ...CHANGING_COLUMNS];
    this.#insert = database.prepare(
      `INSERT INTO customers (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    this.#update = database.prepare(
      `UPDATE customers SET ${CHANGING_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE row = ?`,
    );
    // By itself, because SQLite writes an index anew for every column that is named, also where it stays as it was.
    this.#updateEmail = database.prepare('UPDATE customers SET email_folded = ? WHERE row = ?');
    this.#insertReference = database.prepare(
      'INSERT INTO customer_references (tenant, external_id, source, customer) VALUES (?, ?, ?, ?)',
    );
  }

  find(key: TenantKey, id: string): StoredCustomer | undefined {
    return readIf(key, this.#byId.get(key.tenant, id.toLowerCase()));
  }

  findByReference(key: TenantKey, { source, externalId }: Reference): StoredCustomer | undefined {
    return readIf(key, this.#byReference.get(key.tenant, externalId, source));
  }

  /** @param row one of the tenant's own. */
  findByRow(key: TenantKey, row: number): StoredCustomer | undefined {
    return readIf(key, this.#byRow.get(row));
  }

  /** The customers of these numbers, both included, the oldest first. */
  between(key: TenantKey, first: number, last: number): StoredCustomer[] {
    return this.#between.all(rowOf(key, first), rowOf(key, last)).map((row) => read(key, row));
  }

  /** @param exceptRow the customer being written, if it exists: an email is its own. */
  owner(key: TenantKey, email: string, exceptRow = 0): StoredCustomer | undefined {
    return readIf(key, this.#byEmail.get(key.tenant, foldEmail(email), exceptRow));
  }

  /** How many have the email, apart from `exceptRow`. */
  sharers(key: TenantKey, email: string, exceptRow = 0): number {
    return this.#sharers.get(key.tenant, foldEmail(email), exceptRow) ?? 0;
  }

  /** @param lastEvent the row of the event that tells of it. */
  insert(key: TenantKey, row: number, customer: Customer, lastEvent: number): void {
    const values = changingValues(customer, lastEvent);
    const { id, createdAt, fields } = customer;
    this.#insert.run(row, key.tenant, id, createdAt, foldEmail(fields.email), ...values);
    for (const { source, externalId } of customer.references) {
      this.#insertReference.run(key.tenant, externalId, source, row);
    }
  }

  /** References are added at the end and never taken away. */
  save(key: TenantKey, before: StoredCustomer, after: Customer, lastEvent: number): void {
    this.#update.run(...changingValues(after, lastEvent), before.row);
    const email = foldEmail(after.fields.email);
    if (email !== foldEmail(before.fields.email)) this.#updateEmail.run(email, before.row);
    for (const { source, externalId } of after.references.slice(before.references.length)) {
      this.#insertReference.run(key.tenant, externalId, source, before.row);
    }
  }
}

function readIf(key: TenantKey, row: CustomerRow | undefined): StoredCustomer | undefined {
  return row && read(key, row);
}

function read({ merchantId }: TenantKey, row: CustomerRow): StoredCustomer {
  return {
    row: row.row,
    lastEvent: row.last_event,
    id: row.id,
    merchantId,
    fields: readFields(row),
    references: readReferences(row),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
