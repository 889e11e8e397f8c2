import { type CursorPage, type CursorSlice, cursorMissing } from '../../domain/lists/cursor-page.ts';
import { noSuchCustomer } from '../../domain/plain-write.ts';
import type { RecordKind, RecordOf } from '../../domain/records.ts';
import type { Queryable } from './database.ts';
import { asUuid, type TenantScope, tenantParams } from './tenant-scope.ts';

interface Position {
  readonly created_at: number;
  readonly id: string;
}

const OWNERS = `SELECT id, number FROM customers
  WHERE merchant = $1 AND livemode = $2 AND id = ANY ($3::uuid[])`;

const PUT = `INSERT INTO customer_records (merchant, livemode, kind, id, customer, created_at, status, body)
  SELECT $1, $2, $3, x.* FROM json_to_recordset($4)
    AS x (id text, customer bigint, created_at bigint, status text, body json)
  ON CONFLICT (merchant, livemode, kind, id) DO UPDATE SET customer = excluded.customer,
    created_at = excluded.created_at, status = excluded.status, body = excluded.body`;

const OF_CUSTOMER = 'merchant = $1 AND livemode = $2 AND kind = $3 AND customer = $4';

const POSITION = `SELECT created_at, id FROM customer_records WHERE ${OF_CUSTOMER} AND id = $5`;

/** Stores all records or none: it finds the customers of all records first, and customers are never removed. */
export async function putRecords<K extends RecordKind>(
  database: Queryable,
  scope: TenantScope,
  kind: K,
  records: readonly RecordOf[K][],
): Promise<void> {
  const owners = await ownersOf(
    database,
    scope,
    records.map(({ customer_id }) => customer_id),
  );
  // Lower case, because ids are case-insensitive; the body contains the original id. The last record of an id wins.
  const rows = new Map(
    records.map((record, index) => [
      record.id.toLowerCase(),
      {
        id: record.id.toLowerCase(),
        customer: owners[index],
        created_at: Date.parse(record.created_at),
        status: record.status,
        body: record,
      },
    ]),
  );
  await database.query(PUT, [...tenantParams(scope), kind, JSON.stringify([...rows.values()])]);
}

export async function selectRecords<K extends RecordKind>(
  database: Queryable,
  scope: TenantScope,
  kind: K,
  customerId: string,
  page: CursorPage & { readonly status?: string },
): Promise<CursorSlice<RecordOf[K]>> {
  const values: unknown[] = [
    ...tenantParams(scope),
    kind,
    ...(await ownersOf(database, scope, [customerId])),
  ];
  const isBackwards = page.endingBefore !== undefined;
  const position = await positionOf(database, values, page);
  const conditions = [OF_CUSTOMER];
  if (page.status !== undefined) conditions.push(`status = $${values.push(page.status)}`);
  if (position) {
    const [time, id] = [values.push(position.created_at), values.push(position.id)];
    conditions.push(`(created_at, id) ${isBackwards ? '>' : '<'} ($${time}, $${id})`);
  }
  const direction = isBackwards ? 'ASC' : 'DESC';
  const rows = await database.query<{ body: RecordOf[K] }>(
    `SELECT body FROM customer_records WHERE ${conditions.join(' AND ')}
     ORDER BY created_at ${direction}, id ${direction} LIMIT ${page.limit + 1}`,
    values,
  );
  const items = rows.slice(0, page.limit).map(({ body }) => body);
  return { items: isBackwards ? items.reverse() : items, hasMore: rows.length > page.limit };
}

/** Finds the numbers of customers, in the order of the ids. @throws Problem resource_missing if one does not exist. */
async function ownersOf(
  database: Queryable,
  scope: TenantScope,
  ids: readonly (string | null)[],
): Promise<number[]> {
  const uuids = new Set(ids.flatMap((id) => (id === null ? [] : (asUuid(id) ?? []))));
  const rows = await database.query<{ id: string; number: number }>(OWNERS, [
    ...tenantParams(scope),
    [...uuids],
  ]);
  const numbers = new Map(rows.map(({ id, number }) => [id, number]));
  return ids.map((id) => {
    const number = id === null ? undefined : numbers.get(id.toLowerCase());
    if (number === undefined) throw noSuchCustomer();
    return number;
  });
}

async function positionOf(
  database: Queryable,
  values: readonly unknown[],
  page: CursorPage,
): Promise<Position | undefined> {
  const cursor = page.startingAfter ?? page.endingBefore;
  if (cursor === undefined) return undefined;
  const [position] = await database.query<Position>(POSITION, [...values, cursor.toLowerCase()]);
  if (!position) throw cursorMissing(page);
  return position;
}
