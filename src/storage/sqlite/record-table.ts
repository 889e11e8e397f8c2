import type Database from 'better-sqlite3';
import {
  type CursorPage,
  type CursorSlice,
  cursorMissing,
  takePage,
} from '../../domain/lists/cursor-page.ts';
import { noSuchCustomer } from '../../domain/plain-write.ts';
import type { RecordKind, RecordOf } from '../../domain/records.ts';
import type { CustomerTable, StoredCustomer } from './customer-table.ts';
import type { TenantScope } from './tenants.ts';

interface Position {
  created_at: number;
  id: string;
}

/** Invoices, subscriptions, orders and payments. The caller has begun the transaction. */
export class RecordTable {
  readonly #database: Database.Database;
  readonly #customers: CustomerTable;
  readonly #put;
  readonly #position;

  constructor(database: Database.Database, customers: CustomerTable) {
    this.#database = database;
    this.#customers = customers;
    this.#put = database.prepare(
      `INSERT INTO customer_records (tenant, kind, id, customer, created_at, status, body)
       VALUES (@tenant, @kind, @id, @customer, @createdAt, @status, @body)
       ON CONFLICT (tenant, kind, id) DO UPDATE SET
         customer = excluded.customer, created_at = excluded.created_at,
         status = excluded.status, body = excluded.body`,
    );
    this.#position = database.prepare<unknown[], Position>(
      `SELECT created_at, id FROM customer_records
       WHERE tenant = @tenant AND kind = @kind AND id = @cursor AND customer = @customer`,
    );
  }

  /** Stores all records or none: it finds the customers of all records before it writes the first one. */
  put<K extends RecordKind>(scope: TenantScope, kind: K, records: readonly RecordOf[K][]): void {
    const owned = records.map((record) => ({ record, owner: this.#owner(scope, record.customer_id) }));
    for (const { record, owner } of owned) {
      this.#put.run({
        tenant: scope.tenant,
        kind,
        // Lower case, because ids are case-insensitive; the body contains the original id.
        id: record.id.toLowerCase(),
        customer: owner.row,
        createdAt: Date.parse(record.created_at),
        status: record.status,
        body: JSON.stringify(record),
      });
    }
  }

  list<K extends RecordKind>(
    scope: TenantScope,
    kind: K,
    customerId: string,
    page: CursorPage & { readonly status?: string },
  ): CursorSlice<RecordOf[K]> {
    const owner = this.#owner(scope, customerId);
    const values = { tenant: scope.tenant, kind, customer: owner.row };
    const isBackwards = page.endingBefore !== undefined;
    const cursor = this.#cursor(values, page);
    const conditions = [
      'tenant = @tenant AND kind = @kind AND customer = @customer',
      ...(page.status === undefined ? [] : ['status = @status']),
      ...(cursor ? [`(created_at, id) ${isBackwards ? '>' : '<'} (@created_at, @id)`] : []),
    ];
    const direction = isBackwards ? 'ASC' : 'DESC';
    const found = this.#database
      .prepare<unknown[], string>(
        `SELECT body FROM customer_records WHERE ${conditions.join(' AND ')}
         ORDER BY created_at ${direction}, id ${direction} LIMIT @oneMore`,
      )
      .pluck()
      .iterate({ ...values, ...cursor, status: page.status, oneMore: page.limit + 1 });
    const { rows, hasMore } = takePage(found, page.limit, ({ length }) => length);
    const items = rows.map((body) => JSON.parse(body) as RecordOf[K]);
    return { items: isBackwards ? items.reverse() : items, hasMore };
  }

  #owner(scope: TenantScope, customerId: string | null): StoredCustomer {
    const owner = customerId === null ? undefined : this.#customers.find(scope, customerId);
    if (!owner) throw noSuchCustomer();
    return owner;
  }

  #cursor(values: object, page: CursorPage): Position | undefined {
    const cursor = page.startingAfter ?? page.endingBefore;
    if (cursor === undefined) return undefined;
    const position = this.#position.get({ ...values, cursor: cursor.toLowerCase() });
    if (!position) throw cursorMissing(page);
    return position;
  }
}
