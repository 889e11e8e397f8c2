import {
  type ArchivePage,
  type Position,
  type RowOf,
  readRecordPosition,
  recordPosition,
  type TenantPart,
} from '../../domain/archive.ts';
import { RECORD_KINDS, type RecordKind, type RecordOf } from '../../domain/records.ts';
import { CUSTOMER_COLUMNS, type CustomerRow, readCustomer } from './customer-row.ts';
import type { Database } from './database.ts';
import { EVENT_COLUMNS, type EventRow, readEvent } from './event-row.ts';
import { putRecords } from './record-table.ts';
import { saveChanges } from './save-changes.ts';
import type { Changes, Counters } from './situation.ts';
import { ownerOf, type TenantKey } from './tenant-keys.ts';

/** How one part is read and written. */
export interface ArchivedPart<P extends TenantPart> {
  read(database: Database, key: TenantKey, page: ArchivePage): Promise<RowOf[P][]>;
  write(database: Database, key: TenantKey, rows: readonly RowOf[P][]): Promise<void>;
  last(database: Database, key: TenantKey): Promise<Position | undefined>;
}

const OWN = 'merchant = $1 AND livemode = $2';

/** Customers with their references, by number. */
export const customers: ArchivedPart<'customers'> = {
  read: async (database, key, { after = 0, limit }) => {
    const rows = await database.query<CustomerRow>(
      `SELECT ${CUSTOMER_COLUMNS} FROM customers WHERE ${OWN} AND number > $3 ORDER BY number LIMIT $4`,
      [...ownerOf(key), after, limit],
    );
    return rows.map((row) => ({ number: row.number, customer: readCustomer(key, row) }));
  },
  write: (database, key, rows) =>
    append(database, key, (counters) => ({
      counters: { ...counters, customers: rows.at(-1)?.number ?? 0 },
      customers: rows.map(({ number, customer }) => ({ after: { ...customer, number } })),
    })),
  last: async (database, key) => (await seen(database, key)).customers || undefined,
};

/** Events by their sequence. */
export const events: ArchivedPart<'events'> = {
  read: async (database, key, { after = 0, limit }) => {
    const rows = await database.query<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM events WHERE ${OWN} AND sequence > $3 ORDER BY sequence LIMIT $4`,
      [...ownerOf(key), after, limit],
    );
    return rows.map((row) => readEvent(key, row));
  },
  write: async (database, key, rows) => {
    const about = await database.query<{ id: string; number: number }>(
      `SELECT id, number FROM customers WHERE ${OWN} AND id = ANY ($3::uuid[])`,
      [...ownerOf(key), rows.map(({ customer }) => customer.id)],
    );
    const numbers = new Map(about.map(({ id, number }) => [id, number]));
    await append(database, key, (counters) => ({
      counters: {
        ...counters,
        events: rows.at(-1)?.sequence ?? 0,
        lastEventAt: rows.at(-1)?.createdAt ?? 0,
      },
      events: rows.map(({ customer: { merchantId: _, ...snapshot }, ...event }) => ({
        id: event.id,
        sequence: event.sequence,
        type: event.type,
        customer: numbers.get(snapshot.id) ?? 0,
        created_at: event.createdAt,
        snapshot,
        previous: event.previous ?? null,
        request_id: event.requestId,
        idempotency_key: event.idempotencyKey,
      })),
    }));
  },
  last: async (database, key) => (await seen(database, key)).events || undefined,
};

/** Records by kind and id. */
export const records: ArchivedPart<'records'> = {
  read: (database, key, { after, limit }) =>
    database.query<{ kind: RecordKind; body: RecordOf[RecordKind] }>(
      `SELECT kind, body FROM customer_records WHERE ${OWN} AND (kind, id) > ($3, $4) ORDER BY kind, id LIMIT $5`,
      [...ownerOf(key), ...readRecordPosition(after), limit],
    ),
  write: (database, key, rows) =>
    database.transaction(async (within) => {
      for (const kind of RECORD_KINDS) {
        const ofKind = rows.filter((row) => row.kind === kind).map(({ body }) => body);
        if (ofKind.length > 0) await putRecords(within, key, kind, ofKind);
      }
    }),
  last: async (database, key) => {
    const [row] = await database.query<{ kind: string; id: string }>(
      `SELECT kind, id FROM customer_records WHERE ${OWN} ORDER BY kind DESC, id DESC LIMIT 1`,
      ownerOf(key),
    );
    return row && recordPosition(row.kind, row.id);
  },
};

interface AnswerRow {
  readonly claim: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly expires_at: number;
}

/** Kept answers by their claim. */
export const answers: ArchivedPart<'answers'> = {
  read: async (database, key, { after = '', limit }) => {
    const rows = await database.query<AnswerRow>(
      `SELECT * FROM kept_answers WHERE ${OWN} AND claim > $3 ORDER BY claim LIMIT $4`,
      [...ownerOf(key), after, limit],
    );
    return rows.map(({ claim, fingerprint, expires_at, ...response }) => ({
      claim,
      fingerprint,
      expiresAt: expires_at,
      response: { status: response.status, headers: response.headers, body: response.body.toString() },
    }));
  },
  write: (database, key, rows) =>
    append(database, key, (counters) => ({
      counters,
      answers: rows.map(({ claim, ...response }) => ({ id: claim, ...response })),
    })),
  last: async (database, key) => {
    const [row] = await database.query<{ claim: string | null }>(
      `SELECT max(claim) AS claim FROM kept_answers WHERE ${OWN}`,
      ownerOf(key),
    );
    return row?.claim ?? undefined;
  },
};

async function seen(database: Database, key: TenantKey): Promise<Counters & { readonly revision: number }> {
  const [tenant] = await database.query<Counters & { revision: number }>(
    `SELECT customers, events, last_event_at AS "lastEventAt", revision FROM tenants WHERE ${OWN}`,
    ownerOf(key),
  );
  if (!tenant) throw new Error('There is no such merchant in this database.');
  return tenant;
}

/** As a write of the store saves what it has decided, in one statement. */
async function append(
  database: Database,
  key: TenantKey,
  change: (counters: Counters) => Partial<Changes> & Pick<Changes, 'counters'>,
): Promise<void> {
  const { revision, ...counters } = await seen(database, key);
  const changes = { customers: [], events: [], answers: [], ...change(counters) };
  if (!(await saveChanges(database, key, revision, changes)))
    throw new Error('Somebody else writes to the database that is being filled.');
}
