import { type CustomerEvent, type EventListQuery, typesToFind } from '../../domain/event.ts';
import { type CursorPage, type CursorSlice, cursorMissing } from '../../domain/lists/cursor-page.ts';
import type { Queryable } from './database.ts';
import { EVENT_COLUMNS, type EventRow, readEvent } from './event-row.ts';
import { asUuid, type TenantScope, tenantParams } from './tenant-scope.ts';

const OWN = 'merchant = $1 AND livemode = $2';

const BY_ID = `SELECT ${EVENT_COLUMNS} FROM events WHERE ${OWN} AND id = $3`;

/** The first sequence number at a time or later, or one after the last; a binary search. */
const FIRST_SINCE = `WITH RECURSIVE halving (low, high) AS (
    SELECT 1::bigint, events + 1 FROM tenants WHERE ${OWN}
  UNION ALL
    SELECT CASE WHEN e.created_at >= $3 THEN h.low ELSE m.middle + 1 END,
           CASE WHEN e.created_at >= $3 THEN m.middle ELSE h.high END
    FROM halving h
    CROSS JOIN LATERAL (SELECT (h.low + h.high) / 2 AS middle) m
    JOIN events e ON e.merchant = $1 AND e.livemode = $2 AND e.sequence = m.middle
    WHERE h.low < h.high
  ) SELECT low AS first FROM halving WHERE low >= high`;

export async function findEvent(
  database: Queryable,
  scope: TenantScope,
  id: string,
): Promise<CustomerEvent | undefined> {
  const [row] = await database.query<EventRow>(BY_ID, [...tenantParams(scope), asUuid(id)]);
  return row && readEvent(scope, row);
}

/** @throws Problem invalid_request for a cursor that is not in the list. */
export async function selectEvents(
  database: Queryable,
  scope: TenantScope,
  query: EventListQuery & CursorPage,
): Promise<CursorSlice<CustomerEvent>> {
  const isBackwards = query.endingBefore !== undefined;
  const values: unknown[] = tenantParams(scope);
  const conditions = await conditionsOf(database, scope, query, (value) => `$${values.push(value)}`);
  const rows = await database.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE ${[OWN, ...conditions].join(' AND ')}
     ORDER BY sequence ${isBackwards ? 'ASC' : 'DESC'} LIMIT ${query.limit + 1}`,
    values,
  );
  const items = rows.slice(0, query.limit).map((row) => readEvent(scope, row));
  return { items: isBackwards ? items.reverse() : items, hasMore: rows.length > query.limit };
}

async function conditionsOf(
  database: Queryable,
  scope: TenantScope,
  query: EventListQuery & CursorPage,
  take: (value: unknown) => string,
): Promise<string[]> {
  const conditions: string[] = [];
  const cursor = query.startingAfter ?? query.endingBefore;
  if (cursor !== undefined) {
    const at = await findEvent(database, scope, cursor);
    if (!at) throw cursorMissing(query);
    conditions.push(`sequence ${query.endingBefore === undefined ? '<' : '>'} ${take(at.sequence)}`);
  }
  if (query.from !== undefined)
    conditions.push(`sequence >= ${take(await firstSince(database, scope, query.from))}`);
  if (query.to !== undefined)
    conditions.push(`sequence < ${take(await firstSince(database, scope, query.to + 1))}`);
  const types = typesToFind(query);
  // A single type is compared with `=`, because `ANY` would make PostgreSQL sort all events of the type.
  if (types)
    conditions.push(types.length === 1 ? `type = ${take(types[0])}` : `type = ANY (${take(types)}::text[])`);
  if (query.customerId !== undefined)
    conditions.push(
      `customer = (SELECT number FROM customers WHERE ${OWN} AND id = ${take(asUuid(query.customerId))})`,
    );
  return conditions;
}

/** @param time UNIX milliseconds. */
async function firstSince(database: Queryable, scope: TenantScope, time: number): Promise<number> {
  const [row] = await database.query<{ first: number }>(FIRST_SINCE, [...tenantParams(scope), time]);
  return row?.first ?? 1;
}
