import { foldEmail } from '../../domain/email.ts';
import { haveSameSearched, type Searched, searchTerms } from '../../domain/lists/search-terms.ts';
import type { Queryable } from './database.ts';
import { eventColumns } from './event-row.ts';
import { SYNC_STATE_PART, syncStateRow } from './sync-state-table.ts';
import type { Changes } from './tenant-data.ts';
import { type TenantScope, tenantParams } from './tenant-scope.ts';

/** A table with the columns that a write fills, and how it handles a row that exists already. */
export interface Part {
  readonly table: string;
  /** The columns with their types, apart from merchant and mode. */
  readonly columns: Readonly<Record<string, string>>;
  readonly conflict?: string;
  /** The SQL that converts a sent value to a column, if it is not stored as sent. */
  readonly as?: Readonly<Record<string, string>>;
}

export const CUSTOMER_PART: Part = {
  table: 'customers',
  columns: {
    number: 'bigint',
    id: 'uuid',
    email_folded: 'text',
    fields: 'json',
    held_references: 'json',
    version: 'bigint',
    created_at: 'bigint',
    updated_at: 'bigint',
  },
  conflict: `(merchant, livemode, number) DO UPDATE SET email_folded = excluded.email_folded,
    fields = excluded.fields, held_references = excluded.held_references, version = excluded.version,
    updated_at = excluded.updated_at`,
};

export const REFERENCE_PART: Part = {
  table: 'customer_references',
  columns: { external_id: 'text', source: 'text', customer: 'bigint' },
};

/** A search entry; `search-rebuilder.ts` rewrites those of earlier releases. */
export const SEARCH_PART: Part = {
  table: 'customer_search',
  columns: { customer: 'bigint', text: 'text', beginnings: 'text[]' },
  conflict: `(merchant, livemode, customer) DO UPDATE SET text = excluded.text, beginnings = excluded.beginnings`,
};

export const EVENT_PART: Part = {
  table: 'events',
  columns: {
    sequence: 'bigint',
    id: 'uuid',
    type: 'text',
    customer: 'bigint',
    created_at: 'bigint',
    snapshot: 'json',
    previous: 'json',
    request_id: 'text',
    idempotency_key: 'text',
  },
};

const RESPONSE_PART: Part = {
  table: 'kept_answers',
  columns: {
    claim: 'text',
    fingerprint: 'text',
    status: 'integer',
    headers: 'json',
    body: 'text',
    expires_at: 'bigint',
  },
  as: { body: "decode(x.body, 'base64')" },
  conflict: `(merchant, livemode, claim) DO UPDATE SET fingerprint = excluded.fingerprint,
    status = excluded.status, headers = excluded.headers, body = excluded.body, expires_at = excluded.expires_at`,
};

/** Updates the tenant if its revision is still the loaded one; all inserts depend on this row. */
const TENANT = `UPDATE tenants SET customers = $3, events = $4, last_event_at = $5, revision = revision + 1
  WHERE merchant = $1 AND livemode = $2 AND revision = $6 RETURNING revision`;

/**
 * Saves all changes in one statement, and so completely or not at all.
 *
 * @param revision the tenant's revision when the data was loaded.
 * @returns false, with nothing saved, if another process has written to the tenant since.
 */
export async function saveChanges(
  database: Queryable,
  scope: TenantScope,
  revision: number,
  changes: Changes,
): Promise<boolean> {
  const { customers, events, lastEventAt } = changes.counters;
  const filled = rowsOf(changes).filter(([, rows]) => rows.length > 0);
  const [saved] = await database.query<{ count: number }>(saving(filled.map(([part]) => part)), [
    ...tenantParams(scope),
    customers,
    events,
    lastEventAt,
    revision,
    ...filled.map(([, rows]) => JSON.stringify(rows)),
  ]);
  return saved?.count === 1;
}

/** Builds the statement that fills these parts; their rows are its parameters from $7 on. */
export function saving(parts: readonly Part[]): string {
  const filling = parts.map((part, index) => `part_${index} AS (${inserting(part, index + 7)})`);
  return `WITH tenant AS (${TENANT}), ${filling.join(', ')} SELECT count(*) FROM tenant`;
}

function inserting({ table, columns, conflict, as = {} }: Part, parameter: number): string {
  const names = Object.keys(columns);
  const types = names.map((name) => `${name} ${columns[name]}`);
  return `INSERT INTO ${table} (merchant, livemode, ${names.join(', ')})
    SELECT $1, $2, ${names.map((name) => as[name] ?? `x.${name}`).join(', ')}
    FROM tenant, json_to_recordset($${parameter}) AS x (${types.join(', ')})
    ${conflict ? `ON CONFLICT ${conflict}` : ''}`;
}

/** Returns the rows of each part; no part contains a row twice. */
function rowsOf({ customers, events, responses, syncStates }: Changes): [Part, readonly object[]][] {
  return [
    [
      CUSTOMER_PART,
      customers.map(({ after }) => ({
        number: after.number,
        id: after.id,
        email_folded: foldEmail(after.fields.email),
        fields: after.fields,
        held_references: after.references,
        version: after.version,
        created_at: after.createdAt,
        updated_at: after.updatedAt,
      })),
    ],
    [REFERENCE_PART, customers.flatMap(newReferences)],
    [SEARCH_PART, customers.flatMap(newTerms)],
    [EVENT_PART, events.map(eventColumns)],
    [RESPONSE_PART, [...new Map(responses.map((one) => [one.id, one])).values()].map(responseRow)],
    [SYNC_STATE_PART, syncStates.map(syncStateRow)],
  ];
}

type Change = Changes['customers'][number];

/** References are only appended and never removed. */
function newReferences({ before, after }: Change): object[] {
  return after.references
    .slice(before?.references.length ?? 0)
    .map(({ externalId, source }) => ({ external_id: externalId, source, customer: after.number }));
}

function newTerms({ before, after }: Change): object[] {
  if (before && haveSameSearched(before, after)) return [];
  return [searchRow(after.number, after)];
}

/** Builds the search entry of a customer. */
export function searchRow(customer: number, searched: Searched): object {
  const { text, beginnings } = searchTerms(searched);
  return { customer, text, beginnings: [...beginnings] };
}

function responseRow({ id, fingerprint, expiresAt, response }: Changes['responses'][number]): object {
  const { status, headers, body } = response;
  return {
    claim: id,
    fingerprint,
    status,
    headers,
    body: Buffer.from(body).toString('base64'),
    expires_at: expiresAt,
  };
}
