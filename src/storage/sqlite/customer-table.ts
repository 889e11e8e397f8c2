import type Database from 'better-sqlite3';
import type { Customer, Reference } from '../../domain/customer.ts';
import { foldEmail } from '../../domain/email.ts';
import { rowOf, type TenantScope } from './tenants.ts';

/** A customer as it was read, with the row numbers that other tables refer to. */
export interface StoredCustomer extends Customer {
  readonly row: number;
  /** The row of the latest event about the customer. */
  readonly lastEvent: number;
}

interface CustomerRow {
  readonly row: number;
  readonly id: string;
  readonly fields: string;
  readonly held_references: string;
  readonly last_event: number;
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/** The columns that each write changes, in the order of `changingValues`. */
const CHANGING_COLUMNS = ['fields', 'held_references', 'last_event', 'version', 'updated_at'];

/**
 * Finds and saves customers with their references. The caller holds the transaction.
 *
 * No statement here joins, sorts or takes its limit as a parameter. Our build of SQLite would prepare such a statement
 * again at every run, because other values might make another plan better, and that takes ten times as long as the run.
 */
export class CustomerTable {
  readonly #byId;
  readonly #byReference;
  readonly #byRow;
  readonly #between;
  readonly #bytesBetween;
  readonly #byEmail;
  readonly #countByEmail;
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
    // SQLite takes the lengths from the beginning of each row, and reads none of the texts.
    this.#bytesBetween = database
      .prepare<unknown[], number>(
        'SELECT sum(octet_length(fields) + octet_length(held_references)) FROM customers WHERE row BETWEEN ? AND ?',
      )
      .pluck();
    // The index has the rows of one email in their order, so the first row is the oldest customer.
    this.#byEmail = database.prepare<unknown[], CustomerRow>(
      `SELECT * FROM customers WHERE row = (
         SELECT row FROM customers WHERE tenant = ? AND email_folded = ? AND row <> ? LIMIT 1)`,
    );
    this.#countByEmail = database
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
    // A separate statement, because SQLite rewrites the index of each column that an UPDATE names, changed or not.
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

  /** @param row a row of this tenant. */
  findByRow(scope: TenantScope, row: number): StoredCustomer | undefined {
    return readIf(scope, this.#byRow.get(row));
  }

  /** Returns the customers from number `first` to number `last`, the oldest first. */
  between(scope: TenantScope, first: number, last: number): StoredCustomer[] {
    return this.#between.all(rowOf(scope, first), rowOf(scope, last)).map((row) => read(scope, row));
  }

  /** Returns the size of the customers from row `first` to row `last`, as they are stored, in bytes. */
  bytesBetween(first: number, last: number): number {
    return this.#bytesBetween.get(first, last) ?? 0;
  }

  /** Returns the oldest customer with this email, apart from the one in `exceptRow`. */
  findByEmail(scope: TenantScope, email: string, exceptRow = 0): StoredCustomer | undefined {
    return readIf(scope, this.#byEmail.get(scope.tenant, foldEmail(email), exceptRow));
  }

  /** Counts the customers with this email, apart from the one in `exceptRow`. */
  countByEmail(scope: TenantScope, email: string, exceptRow = 0): number {
    return this.#countByEmail.get(scope.tenant, foldEmail(email), exceptRow) ?? 0;
  }

  /** @param lastEvent the row of the latest event about the customer. */
  insert(scope: TenantScope, row: number, customer: Customer, lastEvent: number): void {
    const values = changingValues(customer, lastEvent);
    const { id, createdAt, fields } = customer;
    this.#insert.run(row, scope.tenant, id, createdAt, foldEmail(fields.email), ...values);
    for (const { source, externalId } of customer.references) {
      this.#insertReference.run(scope.tenant, externalId, source, row);
    }
  }

  /** Saves a changed customer. References are only appended and never removed. */
  update(scope: TenantScope, before: StoredCustomer, after: Customer, lastEvent: number): void {
    this.#update.run(...changingValues(after, lastEvent), before.row);
    const email = foldEmail(after.fields.email);
    if (email !== foldEmail(before.fields.email)) this.#updateEmail.run(email, before.row);
    for (const { source, externalId } of after.references.slice(before.references.length)) {
      this.#insertReference.run(scope.tenant, externalId, source, before.row);
    }
  }
}

function changingValues(customer: Customer, lastEvent: number): (string | number)[] {
  const { fields, references, version, updatedAt } = customer;
  return [JSON.stringify(fields), JSON.stringify(references), lastEvent, version, updatedAt];
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
    fields: JSON.parse(row.fields),
    references: JSON.parse(row.held_references),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
