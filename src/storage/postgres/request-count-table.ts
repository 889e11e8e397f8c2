import type {
  CountQuery,
  MinuteCounts,
  SpanCounts,
  StatusCounts,
} from '../../domain/store/request-counts.ts';
import type { Queryable } from './database.ts';

/** The merchant of the rows that belong to no tenant. */
const NO_MERCHANT = '00000000-0000-0000-0000-000000000000';

/** Sorted, so that two servers lock the rows in the same order. */
const ADD = `INSERT INTO request_counts AS old
    (minute, merchant, livemode, successes, redirects, client_errors, server_errors)
  SELECT * FROM json_to_recordset($1) AS x (minute bigint, merchant uuid, livemode boolean, successes bigint,
    redirects bigint, "clientErrors" bigint, "serverErrors" bigint) ORDER BY 1, 2, 3
  ON CONFLICT (minute, merchant, livemode) DO UPDATE SET
    successes = old.successes + excluded.successes, redirects = old.redirects + excluded.redirects,
    client_errors = old.client_errors + excluded.client_errors,
    server_errors = old.server_errors + excluded.server_errors`;

/** Adds counts and deletes older ones. The caller has begun the transaction. */
export async function addRequestCounts(
  within: Queryable,
  counts: readonly MinuteCounts[],
  oldest: number,
): Promise<void> {
  const rows = counts.map(({ minute, tenant, counts: added }) => ({
    minute,
    merchant: tenant?.merchantId ?? NO_MERCHANT,
    livemode: tenant?.mode === 'live',
    ...added,
  }));
  await within.query(ADD, [JSON.stringify(rows)]);
  await within.query('DELETE FROM request_counts WHERE minute < $1', [oldest]);
}

/** Lists the spans that have requests, in order. */
export async function listRequestCounts(
  database: Queryable,
  { tenant, from, spanMinutes, spans }: CountQuery,
): Promise<SpanCounts[]> {
  const rows = await database.query<StatusCounts & { readonly span: number }>(
    `SELECT (minute - $1) / $2::bigint AS span, sum(successes)::bigint AS successes,
       sum(redirects)::bigint AS redirects, sum(client_errors)::bigint AS "clientErrors",
       sum(server_errors)::bigint AS "serverErrors"
     FROM request_counts
     WHERE minute >= $1 AND minute < $3 ${tenant ? 'AND merchant = $4 AND livemode = $5' : ''}
     GROUP BY 1 ORDER BY 1`,
    [
      ...[from, spanMinutes, from + spanMinutes * spans],
      ...(tenant ? [tenant.merchantId, tenant.mode === 'live'] : []),
    ],
  );
  return rows.map(({ span, ...counts }) => ({ span, counts }));
}
