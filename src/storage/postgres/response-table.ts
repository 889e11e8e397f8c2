import {
  EXPIRED_PER_TRANSACTION,
  type IdempotencyKey,
  type StoredResponse,
} from '../../domain/idempotency-key.ts';
import type { Queryable } from './database.ts';
import { RESPONSE_COLUMNS, type ResponseRow, readStoredResponse } from './stored-response.ts';
import { modeOf, type TenantScope, tenantParams, tenantScope } from './tenant-scope.ts';

const FIND = `SELECT ${RESPONSE_COLUMNS} FROM kept_answers WHERE merchant = $1 AND livemode = $2 AND claim = $3`;

/** Expired responses by tenant; they are deleted per tenant, so that no statement changes the data of two. */
const EXPIRED = `SELECT merchant, livemode, json_agg(claim) AS claims
  FROM (SELECT merchant, livemode, claim FROM kept_answers WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) k
  GROUP BY merchant, livemode`;

const DELETE = `WITH forgotten AS (
    DELETE FROM kept_answers
    WHERE merchant = $1 AND livemode = $2 AND claim = ANY ($3::text[]) AND expires_at <= $4 RETURNING 1)
  SELECT count(*) FROM forgotten`;

/** Returns the response that is stored under the key and has not expired. A unit of work stores responses. */
export async function findStoredResponse(
  database: Queryable,
  scope: TenantScope,
  { id, now }: IdempotencyKey,
): Promise<StoredResponse | undefined> {
  const [row] = await database.query<ResponseRow>(FIND, [...tenantParams(scope), id]);
  return row && row.expires_at > now ? readStoredResponse(row) : undefined;
}

/** Deletes at most EXPIRED_PER_TRANSACTION responses. @returns the number deleted. */
export async function deleteExpiredResponses(database: Queryable, now: number): Promise<number> {
  const expired = await database.query<{ merchant: string; livemode: boolean; claims: string[] }>(EXPIRED, [
    now,
    EXPIRED_PER_TRANSACTION,
  ]);
  let total = 0;
  for (const { merchant, livemode, claims } of expired) {
    const tenant = tenantScope({ merchantId: merchant, mode: modeOf(livemode) });
    const [deleted] = await database.query<{ count: number }>(DELETE, [...tenantParams(tenant), claims, now]);
    total += deleted?.count ?? 0;
  }
  return total;
}
