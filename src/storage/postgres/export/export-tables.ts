import { RECORD_KINDS, type RecordKind, type RecordOf } from '../../../domain/records.ts';
import {
  type ExportPage,
  type Position,
  type RowOf,
  readRecordPosition,
  readSyncStatePosition,
  recordPosition,
  syncStatePosition,
  type TenantPart,
} from '../../../domain/store/database-export.ts';
import { CUSTOMER_COLUMNS, type CustomerRow, readCustomer } from '../customer-row.ts';
import type { Database } from '../database.ts';
import { EVENT_COLUMNS, type EventRow, readEvent } from '../event-row.ts';
import { putRecords } from '../record-table.ts';
import { saveChanges } from '../save-changes.ts';
import type { Changes, Counters } from '../tenant-data.ts';
import { type TenantScope, tenantParams } from '../tenant-scope.ts';

/** Reads and writes one part of a database. */
export interface ExportTable<P extends TenantPart> {
  read(database: Database, scope: TenantScope, page: ExportPage): Promise<RowOf[P][]>;
  write(database: Database, scope: TenantScope, rows: readonly RowOf[P][]): Promise<void>;
  last(database: Database, scope: TenantScope): Promise<Position | undefined>;
}

const OWN = 'merchant = $1 AND livemode = $2';

/** Exports customers with their references, in the order of their numbers. */
export const customers: ExportTable<'customers'> = {
  read: async (database, scope, { after = 0, limit }) => {
    const rows = await database.query<CustomerRow>(
      `SELECT ${CUSTOMER_COLUMNS} FROM customers WHERE ${OWN} AND number > $3 ORDER BY number LIMIT $4`,
      [...tenantParams(scope), after, limit],
    );
    return rows.map((row) => ({ number: row.number, customer: readCustomer(scope, row) }));
  },
  write: (database, scope, rows) =>
    append(database, scope, (counters) => ({
      counters: { ...counters, customers: rows.at(-1)?.number ?? 0 },
      customers: rows.map(({ number, customer }) => ({ after: { ...customer, number } })),
    })),
  last: async (database, scope) => (await readCounters(database, scope)).customers || undefined,
};

/** Exports events in the order of their sequence. */
export const events: ExportTable<'events'> = {
  read: async (database, scope, { after = 0, limit }) => {
    const rows = await database.query<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM events WHERE ${OWN} AND sequence > $3 ORDER BY sequence LIMIT $4`,
      [...tenantParams(scope), after, limit],
    );
    return rows.map((row) => readEvent(scope, row));
  },
  write: async (database, scope, rows) => {
    const owners = await database.query<{ id: string; number: number }>(
      `SELECT id, number FROM customers WHERE ${OWN} AND id = ANY ($3::uuid[])`,
      [...tenantParams(scope), rows.map(({ customer }) => customer.id)],
    );
    const numbers = new Map(owners.map(({ id, number }) => [id, number]));
    await append(database, scope, (counters) => ({
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
        createdAt: event.createdAt,
        snapshot,
        previous: event.previous,
        requestId: event.requestId,
        idempotencyKey: event.idempotencyKey,
      })),
    }));
  },
  last: async (database, scope) => (await readCounters(database, scope)).events || undefined,
};

/** Exports records in the order of kind and id. */
export const records: ExportTable<'records'> = {
  read: (database, scope, { after, limit }) =>
    database.query<{ kind: RecordKind; body: RecordOf[RecordKind] }>(
      `SELECT kind, body FROM customer_records WHERE ${OWN} AND (kind, id) > ($3, $4) ORDER BY kind, id LIMIT $5`,
      [...tenantParams(scope), ...readRecordPosition(after), limit],
    ),
  write: (database, scope, rows) =>
    database.transaction(async (within) => {
      for (const kind of RECORD_KINDS) {
        const ofKind = rows.filter((row) => row.kind === kind).map(({ body }) => body);
        if (ofKind.length > 0) await putRecords(within, scope, kind, ofKind);
      }
    }),
  last: async (database, scope) => {
    const [row] = await database.query<{ kind: string; id: string }>(
      `SELECT kind, id FROM customer_records WHERE ${OWN} ORDER BY kind DESC, id DESC LIMIT 1`,
      tenantParams(scope),
    );
    return row && recordPosition(row.kind, row.id);
  },
};

interface ResponseRow {
  readonly claim: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly expires_at: number;
}

/** Exports stored responses in the order of their column `claim`, which contains the Idempotency-Key. */
export const answers: ExportTable<'answers'> = {
  read: async (database, scope, { after = '', limit }) => {
    const rows = await database.query<ResponseRow>(
      `SELECT * FROM kept_answers WHERE ${OWN} AND claim > $3 ORDER BY claim LIMIT $4`,
      [...tenantParams(scope), after, limit],
    );
    return rows.map(({ claim, fingerprint, expires_at, ...response }) => ({
      claim,
      fingerprint,
      expiresAt: expires_at,
      response: { status: response.status, headers: response.headers, body: response.body.toString() },
    }));
  },
  write: (database, scope, rows) =>
    append(database, scope, (counters) => ({
      counters,
      responses: rows.map(({ claim, ...response }) => ({ id: claim, ...response })),
    })),
  last: async (database, scope) => {
    const [row] = await database.query<{ claim: string | null }>(
      `SELECT max(claim) AS claim FROM kept_answers WHERE ${OWN}`,
      tenantParams(scope),
    );
    return row?.claim ?? undefined;
  },
};

/** Exports sync states in the order of source and resource type. */
export const syncStates: ExportTable<'syncStates'> = {
  read: async (database, scope, { after, limit }) => {
    const rows = await database.query<{ body: RowOf['syncStates'] }>(
      `SELECT body FROM sync_states WHERE ${OWN} AND (source, resource_type) > ($3, $4)
       ORDER BY source, resource_type LIMIT $5`,
      [...tenantParams(scope), ...readSyncStatePosition(after), limit],
    );
    return rows.map(({ body }) => body);
  },
  write: (database, scope, rows) => append(database, scope, (counters) => ({ counters, syncStates: rows })),
  last: async (database, scope) => {
    const [row] = await database.query<{ source: string; resource_type: string }>(
      `SELECT source, resource_type FROM sync_states WHERE ${OWN}
       ORDER BY source DESC, resource_type DESC LIMIT 1`,
      tenantParams(scope),
    );
    return row && syncStatePosition(row.source, row.resource_type);
  },
};

async function readCounters(
  database: Database,
  scope: TenantScope,
): Promise<Counters & { readonly revision: number }> {
  const [tenant] = await database.query<Counters & { revision: number }>(
    `SELECT customers, events, last_event_at AS "lastEventAt", revision FROM tenants WHERE ${OWN}`,
    tenantParams(scope),
  );
  if (!tenant) throw new Error('There is no such merchant in this database.');
  return tenant;
}

/** Saves changes like a write of the store does, in one statement. */
async function append(
  database: Database,
  scope: TenantScope,
  change: (counters: Counters) => Partial<Changes> & Pick<Changes, 'counters'>,
): Promise<void> {
  const { revision, ...counters } = await readCounters(database, scope);
  const changes = { customers: [], events: [], responses: [], syncStates: [], ...change(counters) };
  if (!(await saveChanges(database, scope, revision, changes)))
    throw new Error('Another process writes to the target database; stop it, and run the command again.');
}
