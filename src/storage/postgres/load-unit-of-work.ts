import type { SharedEmails } from '../../domain/email.ts';
import type { Prefetch } from '../../domain/store/unit-of-work.ts';
import { CUSTOMER_COLUMNS, type CustomerRow, readCustomer, referenced } from './customer-row.ts';
import type { Queryable } from './database.ts';
import { PreloadedUnitOfWork } from './preloaded-unit-of-work.ts';
import { RESPONSE_COLUMNS, type ResponseRow, readStoredResponse } from './stored-response.ts';
import { selectSyncStates } from './sync-state-table.ts';
import { asUuid, type TenantScope, tenantParams } from './tenant-scope.ts';

interface LoadedRow {
  readonly customers: number;
  readonly events: number;
  readonly last_event_at: number;
  readonly revision: number;
  readonly found: CustomerRow[] | null;
  readonly sharers: { readonly email: string; readonly count: number }[] | null;
  readonly claims: ResponseRow[] | null;
}

/** LATERAL runs one look-up per key, so that no plan reads a whole table for a few keys. */
const BY_REFERENCE = `
  SELECT r.customer AS number
  FROM json_to_recordset($3) AS x (external_id text COLLATE "C", source text COLLATE "C")
  CROSS JOIN LATERAL (${referenced('x.external_id', 'x.source')}) r`;

const BY_ID = `
  SELECT c.number
  FROM unnest($4::uuid[]) AS x (id)
  CROSS JOIN LATERAL (
    SELECT number FROM customers WHERE merchant = $1 AND livemode = $2 AND id = x.id LIMIT 1) c`;

const EMAILS = 'SELECT e AS email FROM json_array_elements_text($5) AS e';

/**
 * Loads one customer per email more than there are writes: several customers may share the email since a time when that
 * was allowed, and each write may remove the email from one of them. `OFFSET 0` makes PostgreSQL select by email before it
 * sorts; otherwise a plan may search all customers in their order for the email.
 */
const BY_EMAIL = `
  SELECT c.number
  FROM (${EMAILS}) AS x
  CROSS JOIN LATERAL (
    SELECT number FROM (
      SELECT number FROM customers
      WHERE merchant = $1 AND livemode = $2 AND email_folded = x.email COLLATE "C" OFFSET 0) h
    ORDER BY number LIMIT $7::bigint) c`;

/**
 * If emails are shared, the query only counts the customers of each email. It also counts the current email of each
 * updated customer, because an update may keep that email.
 */
const COUNTED = `(
  SELECT json_agg(json_build_object('email', x.email, 'count', (
    SELECT count(*) FROM customers
    WHERE merchant = $1 AND livemode = $2 AND email_folded = x.email COLLATE "C" AND $7::bigint > 0)))
  FROM (
    ${EMAILS}
    UNION
    SELECT c.email_folded FROM unnest($4::uuid[]) AS x (id)
    CROSS JOIN LATERAL (
      SELECT email_folded FROM customers WHERE merchant = $1 AND livemode = $2 AND id = x.id LIMIT 1) c) x)`;

const CLAIMS = `(
  SELECT json_agg(k)
  FROM json_array_elements_text($6) AS x (claim)
  CROSS JOIN LATERAL (
    SELECT ${RESPONSE_COLUMNS} FROM kept_answers
    WHERE merchant = $1 AND livemode = $2 AND claim = x.claim COLLATE "C" LIMIT 1) k)`;

/** The statement, by whether emails are shared. */
export const LOAD: Record<SharedEmails, string> = {
  refuse: loading([BY_REFERENCE, BY_ID, BY_EMAIL], 'NULL::json'),
  allow: loading([BY_REFERENCE, BY_ID], COUNTED),
};

function loading(lookUps: readonly string[], emailCounts: string): string {
  return `
    SELECT t.customers, t.events, t.last_event_at, t.revision, (
      SELECT json_agg(c)
      FROM (${lookUps.join(' UNION ')}) n
      CROSS JOIN LATERAL (
        SELECT ${CUSTOMER_COLUMNS} FROM customers
        WHERE merchant = $1 AND livemode = $2 AND number = n.number LIMIT 1) c) AS found,
      ${emailCounts} AS sharers, ${CLAIMS} AS claims
    FROM tenants t WHERE t.merchant = $1 AND t.livemode = $2`;
}

/** The loaded data, and the tenant's revision at that moment. */
export interface Snapshot {
  readonly unitOfWork: PreloadedUnitOfWork;
  readonly revision: number;
}

/**
 * Loads the data that some writes may read, in one statement and so in one snapshot. Sync states take a second statement,
 * because few writes need them. If another process writes between the two, the revision differs when the changes are
 * saved, and nothing is.
 */
export async function loadUnitOfWork(
  database: Queryable,
  scope: TenantScope,
  prefetch: readonly Prefetch[],
  sharedEmails: SharedEmails,
): Promise<Snapshot> {
  const references = prefetch.flatMap((one) => one.references ?? []);
  const ids = prefetch.flatMap((one) => one.ids ?? []);
  const [row] = await database.query<LoadedRow>(LOAD[sharedEmails], [
    ...tenantParams(scope),
    JSON.stringify(references.map(({ externalId, source }) => ({ external_id: externalId, source }))),
    ids.flatMap((id) => asUuid(id) ?? []),
    JSON.stringify([...new Set(prefetch.flatMap((one) => one.emails ?? []))]),
    JSON.stringify([...new Set(prefetch.flatMap((one) => one.idempotencyId ?? []))]),
    references.length + ids.length + prefetch.length + 1,
  ]);
  if (!row) throw new Error('There is no such merchant in this database.');
  const sources = prefetch.flatMap((one) => one.syncSources ?? []);
  const unitOfWork = new PreloadedUnitOfWork(scope, sharedEmails, {
    counters: { customers: row.customers, events: row.events, lastEventAt: row.last_event_at },
    customers: (row.found ?? []).map((one) => readCustomer(scope, one)),
    emailCounts: new Map(row.sharers?.map(({ email, count }) => [email, count])),
    storedResponses: (row.claims ?? []).map(readStoredResponse),
    syncStates: sources.length > 0 ? await selectSyncStates(database, scope, sources) : [],
  });
  return { unitOfWork, revision: row.revision };
}
