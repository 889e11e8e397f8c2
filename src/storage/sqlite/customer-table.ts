import type Database from 'better-sqlite3';
import { type Customer, foldEmail, type Reference } from '../../domain/customer.ts';
import {
  CHANGING_COLUMNS,
  type CustomerRow,
  changingValues,
  readFields,
  readReferences,
} from './customer-row.ts';
import { rowOf, type TenantScope } from './tenant-scope.ts';

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

  find(scope: TenantScope, id: string): StoredCustomer | undefined {
    return readIf(scope, this.#byId.get(scope.tenant, id.toLowerCase()));
  }

  findByReference(scope: TenantScope, { source, externalId }: Reference): StoredCustomer | undefined {
    return readIf(scope, this.#byReference.get(scope.tenant, externalId, source));
  }

  /** @param row one of the tenant's own. */
  findByRow(scope: TenantScope, row: number): StoredCustomer | undefined {
    return readIf(scope, this.#byRow.get(row));
  }

  /** The customers of these numbers, both included, the oldest first. */
  between(scope: TenantScope, first: number, last: number): StoredCustomer[] {
    return this.#between.all(rowOf(scope, first), rowOf(scope, last)).map((row) => read(scope, row));
  }

  /** @param exceptRow the customer being written, if it exists: an email is its own. */
  owner(scope: TenantScope, email: string, exceptRow = 0): StoredCustomer | undefined {
    return readIf(scope, this.#byEmail.get(scope.tenant, foldEmail(email), exceptRow));
  }

  /** How many have the email, apart from `exceptRow`. */
  shareCount(scope: TenantScope, email: string, exceptRow = 0): number {
    return this.#sharers.get(scope.tenant, foldEmail(email), exceptRow) ?? 0;
  }

  /** @param lastEvent the row of the event that tells of it. */
  insert(scope: TenantScope, row: number, customer: Customer, lastEvent: number): void {
    const values = changingValues(customer, lastEvent);
    const { id, createdAt, fields } = customer;
    this.#insert.run(row, scope.tenant, id, createdAt, foldEmail(fields.email), ...values);
    for (const { source, externalId } of customer.references) {
      this.#insertReference.run(scope.tenant, externalId, source, row);
    }
  }

  /** References are added at the end and never taken away. */
  save(scope: TenantScope, before: StoredCustomer, after: Customer, lastEvent: number): void {
    this.#update.run(...changingValues(after, lastEvent), before.row);
    const email = foldEmail(after.fields.email);
    if (email !== foldEmail(before.fields.email)) this.#updateEmail.run(email, before.row);
    for (const { source, externalId } of after.references.slice(before.references.length)) {
      this.#insertReference.run(scope.tenant, externalId, source, before.row);
    }
  }
}

function readIf(scope: TenantScope, row: CustomerRow | undefined): StoredCustomer | undefined {
  return row && read(scope, row);
}

function read({ merchantId }: TenantScope, row: CustomerRow): StoredCustomer {
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
