import type Database from 'better-sqlite3';
import {
  type CustomerEvent,
  type CustomerSnapshot,
  type EventListQuery,
  type EventType,
  type NewEvent,
  type PreviousParts,
  typesToFind,
} from '../../domain/event.ts';
import {
  type CursorPage,
  type CursorSlice,
  cursorMissing,
  takePage,
} from '../../domain/lists/cursor-page.ts';
import type { TenantCounters } from './tenants.ts';
import { numberOf, rowOf, type TenantScope } from './tenants.ts';

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

/** What the row of an event contains apart from the event itself. */
export interface EventPosition {
  readonly row: number;
  /** The row of the customer that the event is about. */
  readonly customer: number;
  /** The row of the previous event about the same customer; 0 if there is none. */
  readonly earlier: number;
  /** UNIX milliseconds. */
  readonly createdAt: number;
}

/** The append-only table of events. */
export class EventTable {
  readonly #database: Database.Database;
  readonly #counters: TenantCounters;
  readonly #insert;
  readonly #byId;
  readonly #last;
  readonly #timeOf;
  readonly #byRow;

  constructor(database: Database.Database, counters: TenantCounters) {
    this.#database = database;
    this.#counters = counters;
    this.#insert = eventInserter(database);
    this.#byId = database.prepare<unknown[], EventRow>('SELECT * FROM events WHERE tenant = ? AND id = ?');
    this.#byRow = database.prepare<unknown[], EventRow>('SELECT * FROM events WHERE row = ?');
    this.#last = database.prepare<unknown[], number>('SELECT events FROM tenants WHERE number = ?').pluck();
    this.#timeOf = database.prepare<unknown[], number>('SELECT created_at FROM events WHERE row = ?').pluck();
  }

  /** Appends an event; the caller holds the transaction. @returns the event's row. */
  append(scope: TenantScope, event: NewEvent, about: Pick<EventPosition, 'customer' | 'earlier'>): number {
    const { number, createdAt } = this.#counters.nextEvent(scope, event.now);
    const row = rowOf(scope, number);
    const { customer, earlier } = about;
    this.#insert(scope, { row, customer, earlier, createdAt }, event);
    return row;
  }

  find(scope: TenantScope, id: string): CustomerEvent | undefined {
    const row = this.#byId.get(scope.tenant, id.toLowerCase());
    return row && readEvent(scope, row);
  }

  /** Lists the events of all customers. */
  list(scope: TenantScope, query: EventListQuery & CursorPage): CursorSlice<CustomerEvent> {
    const isBackwards = query.endingBefore !== undefined;
    const conditions = ['e.row BETWEEN @lowest AND @highest'];
    // One parameter per type, so that SQLite uses the index by type; with a table of types it would scan all events.
    const types = typesToFind(query);
    if (types)
      conditions.push(
        `e.tenant = @tenant AND e.type IN (${types.map((_, index) => `@type${index}`).join(', ')})`,
      );
    const order = isBackwards ? 'ORDER BY e.row ASC' : 'ORDER BY e.row DESC';
    const found = this.#database
      .prepare<unknown[], EventRow>(
        `SELECT e.* FROM events e WHERE ${conditions.join(' AND ')} ${order} LIMIT ${query.limit + 1}`,
      )
      .iterate({
        tenant: scope.tenant,
        ...this.range(scope, query),
        ...Object.fromEntries(types?.map((type, index) => [`type${index}`, type]) ?? []),
      });
    return this.#read(scope, found, query);
  }

  /** Reads a page of the events with these rows, the nearest to the cursor first. */
  page(
    scope: TenantScope,
    rows: readonly number[],
    query: EventListQuery & CursorPage,
  ): CursorSlice<CustomerEvent> {
    return this.#read(scope, this.#each(rows), query);
  }

  /** Reads each event when it is asked for. */
  *#each(rows: readonly number[]): Iterable<EventRow> {
    for (const row of rows) yield* this.#byRow.all(row);
  }

  #read(
    scope: TenantScope,
    found: Iterable<EventRow>,
    query: EventListQuery & CursorPage,
  ): CursorSlice<CustomerEvent> {
    const isBackwards = query.endingBefore !== undefined;
    const { rows, hasMore } = takePage(found, query.limit, lengthOf);
    const items = rows.map((row) => readEvent(scope, row));
    return { items: isBackwards ? items.reverse() : items, hasMore };
  }

  /** Converts cursor and times to the lowest and the highest row, both included. */
  range(scope: TenantScope, query: EventListQuery & CursorPage): { lowest: number; highest: number } {
    const last = this.#last.get(scope.tenant) ?? 0;
    const cursor = query.startingAfter ?? query.endingBefore;
    const at = cursor === undefined ? undefined : this.#byId.get(scope.tenant, cursor.toLowerCase());
    if (cursor !== undefined && !at) throw cursorMissing(query);
    const sequence = at && numberOf(at.row);
    const firstFrom = query.from === undefined ? 1 : this.#firstSince(scope, query.from, last);
    const firstAfter = query.to === undefined ? last + 1 : this.#firstSince(scope, query.to + 1, last);
    const lowest = Math.max(firstFrom, sequence && query.endingBefore !== undefined ? sequence + 1 : 1);
    const highest = Math.min(
      firstAfter - 1,
      sequence && query.startingAfter !== undefined ? sequence - 1 : last,
    );
    return { lowest: rowOf(scope, lowest), highest: rowOf(scope, highest) };
  }

  /** Returns the first sequence number at this time or later, or `last + 1`; a binary search. */
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

/** Prepares the only statement that inserts an event. */
export function eventInserter(
  database: Database.Database,
): (scope: TenantScope, position: EventPosition, event: Omit<NewEvent, 'now'>) => void {
  const insert = database.prepare(
    `INSERT INTO events (row, tenant, id, type, customer, earlier, created_at, snapshot, previous, request_id,
         idempotency_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ tenant }, { row, customer, earlier, createdAt }, event) =>
    void insert.run(
      row,
      tenant,
      event.id,
      event.type,
      customer,
      earlier,
      createdAt,
      JSON.stringify(event.snapshot),
      event.previous ? JSON.stringify(event.previous) : null,
      event.requestId,
      event.idempotencyKey,
    );
}

function lengthOf({ snapshot, previous }: EventRow): number {
  return snapshot.length + (previous?.length ?? 0);
}

export function readEvent({ merchantId }: TenantScope, row: EventRow): CustomerEvent {
  return {
    id: row.id,
    type: row.type,
    sequence: numberOf(row.row),
    createdAt: row.created_at,
    customer: { ...(JSON.parse(row.snapshot) as CustomerSnapshot), merchantId },
    ...(row.previous !== null && { previous: JSON.parse(row.previous) as PreviousParts }),
    requestId: row.request_id,
    idempotencyKey: row.idempotency_key,
  };
}
