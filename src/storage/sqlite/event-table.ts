import type Database from 'better-sqlite3';
import { type CursorPage, type CursorSlice, cursorMissing } from '../../domain/cursor-page.ts';
import type { Customer } from '../../domain/customer.ts';
import {
  type CustomerEvent,
  type EventQuery,
  type EventType,
  type Origin,
  type PreviousParts,
  previousParts,
  typesToFind,
} from '../../domain/event.ts';
import type { TenantKey } from './tenant-keys.ts';

interface EventRow {
  sequence: number;
  id: string;
  type: EventType;
  created_at: number;
  snapshot: string;
  previous: string | null;
  request_id: string | null;
  idempotency_key: string | null;
}

interface Change {
  /** The row of the customer. */
  readonly row: number;
  readonly before?: Customer;
  readonly after: Customer;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** The append-only record of changes. */
export class EventTable {
  readonly #database: Database.Database;
  readonly #count;
  readonly #insert;
  readonly #byId;
  readonly #last;
  readonly #timeOf;
  readonly #customerRow;

  constructor(database: Database.Database) {
    this.#database = database;
    const inTenant = 'merchant = ? AND livemode = ?';
    this.#count = database.prepare<unknown[], { events: number; last_event_at: number }>(
      `UPDATE tenants SET events = events + 1, last_event_at = max(last_event_at, ?)
       WHERE ${inTenant} RETURNING events, last_event_at`,
    );
    this.#insert = database.prepare(
      `INSERT INTO events (merchant, livemode, sequence, id, type, customer, created_at, snapshot, previous,
         request_id, idempotency_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#byId = database.prepare<unknown[], EventRow>(`SELECT * FROM events WHERE ${inTenant} AND id = ?`);
    this.#last = database.prepare<unknown[], number>(`SELECT events FROM tenants WHERE ${inTenant}`).pluck();
    this.#timeOf = database
      .prepare<unknown[], number>(`SELECT created_at FROM events WHERE ${inTenant} AND sequence = ?`)
      .pluck();
    this.#customerRow = database
      .prepare<unknown[], number>(`SELECT row FROM customers WHERE ${inTenant} AND id = ?`)
      .pluck();
  }

  /** The caller holds the transaction of the change. */
  append({ merchant, livemode }: TenantKey, origin: Origin, { row, before, after, now }: Change): void {
    // A clock that was set back must not tell an event earlier than the one before it.
    const counted = this.#count.get(now, merchant, livemode);
    if (!counted) throw new Error('A tenant without its counters.');
    const { id, fields, references, version, createdAt, updatedAt } = after;
    this.#insert.run(
      merchant,
      livemode,
      counted.events,
      origin.newId(),
      (before ? 'customer.updated' : 'customer.created') satisfies EventType,
      row,
      counted.last_event_at,
      JSON.stringify({ id, fields, references, version, createdAt, updatedAt }),
      before ? JSON.stringify(previousParts(before, after)) : null,
      origin.requestId,
      origin.idempotencyKey,
    );
  }

  find(key: TenantKey, id: string): CustomerEvent | undefined {
    const row = this.#byId.get(key.merchant, key.livemode, id.toLowerCase());
    return row && readEvent(key, row);
  }

  list(key: TenantKey, query: EventQuery & CursorPage): CursorSlice<CustomerEvent> {
    const isBackwards = query.endingBefore !== undefined;
    const range = this.#range(key, query);
    const conditions = [
      'merchant = @merchant AND livemode = @livemode AND sequence BETWEEN @lowest AND @highest',
    ];
    if (query.customerId !== undefined) conditions.push('customer = @customer');
    // One by one, because then the index by type is used; a list as a table would have every event looked at.
    const types = typesToFind(query);
    if (types) conditions.push(`type IN (${types.map((_, index) => `@type${index}`).join(', ')})`);
    const rows = this.#database
      .prepare<unknown[], EventRow>(
        `SELECT * FROM events WHERE ${conditions.join(' AND ')}
         ORDER BY sequence ${isBackwards ? 'ASC' : 'DESC'} LIMIT @oneMore`,
      )
      .all({
        merchant: key.merchant,
        livemode: key.livemode,
        ...range,
        customer:
          this.#customerRow.get(key.merchant, key.livemode, query.customerId?.toLowerCase() ?? null) ?? null,
        ...Object.fromEntries(types?.map((type, index) => [`type${index}`, type]) ?? []),
        oneMore: query.limit + 1,
      });
    const items = rows.slice(0, query.limit).map((row) => readEvent(key, row));
    return { items: isBackwards ? items.reverse() : items, hasMore: rows.length > query.limit };
  }

  /** Cursor and times as bounds of the sequence, both included. */
  #range(key: TenantKey, query: EventQuery & CursorPage): { lowest: number; highest: number } {
    const last = this.#last.get(key.merchant, key.livemode) ?? 0;
    const cursor = query.startingAfter ?? query.endingBefore;
    const at =
      cursor === undefined ? undefined : this.#byId.get(key.merchant, key.livemode, cursor.toLowerCase());
    if (cursor !== undefined && !at) throw cursorMissing(query);
    const firstFrom = query.from === undefined ? 1 : this.#firstSince(key, query.from, last);
    const firstAfter = query.to === undefined ? last + 1 : this.#firstSince(key, query.to + 1, last);
    return {
      lowest: Math.max(firstFrom, at && query.endingBefore !== undefined ? at.sequence + 1 : 1),
      highest: Math.min(firstAfter - 1, at && query.startingAfter !== undefined ? at.sequence - 1 : last),
    };
  }

  /** The first sequence at this time or later, one after the last when there is none; found by halving. */
  #firstSince({ merchant, livemode }: TenantKey, time: number, last: number): number {
    let low = 1;
    let high = last + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#timeOf.get(merchant, livemode, middle) ?? 0) >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function readEvent({ merchantId }: TenantKey, row: EventRow): CustomerEvent {
  return {
    id: row.id,
    type: row.type,
    sequence: row.sequence,
    createdAt: row.created_at,
    customer: { ...(JSON.parse(row.snapshot) as Customer), merchantId },
    ...(row.previous !== null && { previous: JSON.parse(row.previous) as PreviousParts }),
    requestId: row.request_id,
    idempotencyKey: row.idempotency_key,
  };
}
