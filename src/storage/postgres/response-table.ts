import {
  EXPIRED_PER_TRANSACTION,
  type IdempotencyKey,
  type SerializedResponse,
} from '../../domain/idempotency-key.ts';
import type { Queryable } from './database.ts';
import { RESPONSE_COLUMNS, type ResponseRow, readStoredResponse, replayStored } from './stored-response.ts';
import { modeOf, type TenantScope, tenantParams, tenantScope } from './tenant-scope.ts';

const FIND = `SELECT ${RESPONSE_COLUMNS} FROM kept_answers WHERE merchant = $1 AND livemode = $2 AND claim = $3`;

/** Each tenant's are forgotten by themselves, so that no statement concerns two of them. */
const OVER = `SELECT merchant, livemode, json_agg(claim) AS claims
  FROM (SELECT merchant, livemode, claim FROM kept_answers WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) k
  GROUP BY merchant, livemode`;

const FORGET = `WITH forgotten AS (
    DELETE FROM kept_answers
    WHERE merchant = $1 AND livemode = $2 AND claim = ANY ($3::text[]) AND expires_at <= $4 RETURNING 1)
  SELECT count(*) FROM forgotten`;

/** Answers kept under Idempotency-Keys; `Transactions` keeps them. */
export class ResponseTable {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async find(scope: TenantScope, idempotency: IdempotencyKey): Promise<SerializedResponse | undefined> {
    const [row] = await this.#database.query<ResponseRow>(FIND, [...tenantParams(scope), idempotency.id]);
    return replayStored(row && readStoredResponse(row), idempotency);
  }

  async deleteExpired(now: number): Promise<number> {
    const over = await this.#database.query<{ merchant: string; livemode: boolean; claims: string[] }>(OVER, [
      now,
      EXPIRED_PER_TRANSACTION,
    ]);
    let swept = 0;
    for (const { merchant, livemode, claims } of over) {
      const tenant = tenantScope({ merchantId: merchant, mode: modeOf(livemode) });
      const [forgotten] = await this.#database.query<{ count: number }>(FORGET, [
        ...tenantParams(tenant),
        claims,
        now,
      ]);
      swept += forgotten?.count ?? 0;
    }
    return swept;
  }
}
