import type Database from 'better-sqlite3';
import { type CursorPage, type CursorSlice, cursorMissing } from '../../domain/cursor-page.ts';
import type { Customer } from '../../domain/customer.ts';
import {
  type CustomerEvent,
  type EventListQuery,
  type EventType,
  type Origin,
  type PreviousParts,
  previousParts,
  typesToFind,
} from '../../domain/event.ts';
import type { StoredCustomer } from './customer-table.ts';
import type { TenantCounters } from './tenant-counters.ts';
import { numberOf, rowOf, type TenantScope } from './tenant-scope.ts';

export interface EventRow {
  row: number;
  id: string;
  type: EventType;
  created_at: number;
  snapshot: string;
  previous: string | null;
  request_id: string | null;
  idempotency_key: string | null;
}

interface Change {
  /** The customer's. */
  readonly row: number;
  readonly before?: StoredCustomer;
  readonly after: Customer;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** The events of one customer, the newest first: each knows the one before it. */
const OF_CUSTOMER = `WITH RECURSIVE chain (row, earlier) AS (
  SELECT row, earlier FROM events
    WHERE row = (SELECT last_event FROM customers WHERE tenant = @tenant AND id = @customerId)
  UNION ALL SELECT e.row, e.earlier FROM chain CROSS JOIN events e ON e.row = chain.earlier
) SELECT e.* FROM chain CROSS JOIN events e ON e.row = chain.row`;

/** The append-only record of changes. */
export class EventTable {
  readonly #database: Database.Database;
  readonly #counters: TenantCounters;
  readonly #insert;
  readonly #byId;
  readonly #last;
  readonly #timeOf;

  constructor(database: Database.Database, counters: TenantCounters) {
    this.#database = database;
    this.#counters = counters;
    this.#insert = database.prepare(
      `INSERT INTO events (row, tenant, id, type, customer, earlier, created_at, snapshot, previous, request_id,
         idempotency_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#byId = database.prepare<unknown[], EventRow>('SELECT * FROM events WHERE tenant = ? AND id = ?');
    this.#last = database.prepare<unknown[], number>('SELECT events FROM tenants WHERE number = ?').pluck();
    this.#timeOf = database.prepare<unknown[], number>('SELECT created_at FROM events WHERE row = ?').pluck();
  }

  /** The caller holds the transaction of the change. @returns the event's row. */
  append(scope: TenantScope, origin: Origin, change: Change): number {
    const { before, after, now } = change;
    const next = this.#counters.nextEvent(scope, now);
    const { id, fields, references, version, createdAt, updatedAt } = after;
    const row = rowOf(scope, next.number);
    this.#insert.run(
      row,
      scope.tenant,
      origin.newId(),
      (before ? 'customer.updated' : 'customer.created') satisfies EventType,
      change.row,
      before?.lastEvent ?? 0,
      next.createdAt,
      JSON.stringify({ id, fields, references, version, createdAt, updatedAt }),
      before ? JSON.stringify(previousParts(before, after)) : null,
      origin.requestId,
      origin.idempotencyKey,
    );
    return row;
  }

  find(scope: TenantScope, id: string): CustomerEvent | undefined {
    const row = this.#byId.get(scope.tenant, id.toLowerCase());
    return row && readEvent(scope, row);
  }

  list(scope: TenantScope, query: EventListQuery & CursorPage): CursorSlice<CustomerEvent> {
    const isBackwards = query.endingBefore !== undefined;
    const range = this.#range(scope, query);
    const conditions = ['e.row BETWEEN @lowest AND @highest'];
    // One by one, because then the index by type is used; a list as a table would have every event looked at.
    const types = typesToFind(query);
    if (types)
      conditions.push(
        `e.tenant = @tenant AND e.type IN (${types.map((_, index) => `@type${index}`).join(', ')})`,
      );
    const isOfCustomer = query.customerId !== undefined;
    const source = isOfCustomer ? OF_CUSTOMER : 'SELECT e.* FROM events e';
    // A chain is in order already, and to sort it would mean to read it to its end.
    const order = isBackwards ? 'ORDER BY e.row ASC' : isOfCustomer ? '' : 'ORDER BY e.row DESC';
    const rows = this.#database
      .prepare<unknown[], EventRow>(
        `${source} WHERE ${conditions.join(' AND ')} ${order} LIMIT ${query.limit + 1}`,
      )
      .all({
        tenant: scope.tenant,
        lowest: rowOf(scope, range.lowest),
        highest: rowOf(scope, range.highest),
        customerId: query.customerId?.toLowerCase(),
        ...Object.fromEntries(types?.map((type, index) => [`type${index}`, type]) ?? []),
      });
    const items = rows.slice(0, query.limit).map((row) => readEvent(scope, row));
    return { items: isBackwards ? items.reverse() : items, hasMore: rows.length > query.limit };
  }

  /** Cursor and times as bounds of the sequence, both included. */
  #range(scope: TenantScope, query: EventListQuery & CursorPage): { lowest: number; highest: number } {
    const last = this.#last.get(scope.tenant) ?? 0;
    const cursor = query.startingAfter ?? query.endingBefore;
    const at = cursor === undefined ? undefined : this.#byId.get(scope.tenant, cursor.toLowerCase());
    if (cursor !== undefined && !at) throw cursorMissing(query);
    const sequence = at && numberOf(at.row);
    const firstFrom = query.from === undefined ? 1 : this.#firstSince(scope, query.from, last);
    const firstAfter = query.to === undefined ? last + 1 : this.#firstSince(scope, query.to + 1, last);
    return {
      lowest: Math.max(firstFrom, sequence && query.endingBefore !== undefined ? sequence + 1 : 1),
      highest: Math.min(firstAfter - 1, sequence && query.startingAfter !== undefined ? sequence - 1 : last),
    };
  }

  /** The first sequence at this time or later, one after the last when there is none; found by halving. */
  #firstSince(scope: TenantScope, time: number, last: number): number {
    let low = 1;
    let high = last + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#timeOf.get(rowOf(scope, middle)) ?? 0) >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

export function readEvent({ merchantId }: TenantScope, row: EventRow): CustomerEvent {
  return {
    id: row.id,
    type: row.type,
    sequence: numberOf(row.row),
    createdAt: row.created_at,
    customer: { ...(JSON.parse(row.snapshot) as Customer), merchantId },
    ...(row.previous !== null && { previous: JSON.parse(row.previous) as PreviousParts }),
    requestId: row.request_id,
    idempotencyKey: row.idempotency_key,
  };
}
