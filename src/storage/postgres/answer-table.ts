import { type Claim, type KeptAnswer, type Recall, SWEPT_AT_ONCE } from '../../domain/claim.ts';
import type { Queryable } from './database.ts';
import { modeOf, ownerOf, type TenantKey, tenantKey } from './tenant-keys.ts';

interface AnswerRow extends Omit<KeptAnswer, 'body'> {
  readonly body: Buffer;
  readonly fingerprint: string;
}

const FIND = `SELECT fingerprint, status, headers, body FROM kept_answers
  WHERE merchant = $1 AND livemode = $2 AND claim = $3 AND expires_at > $4`;

/** Each tenant's are forgotten by themselves, so that no statement concerns two of them. */
const OVER = `SELECT merchant, livemode, json_agg(claim) AS claims
  FROM (SELECT merchant, livemode, claim FROM kept_answers WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) k
  GROUP BY merchant, livemode`;

const FORGET = `WITH forgotten AS (
    DELETE FROM kept_answers
    WHERE merchant = $1 AND livemode = $2 AND claim = ANY ($3::text[]) AND expires_at <= $4 RETURNING 1)
  SELECT count(*) FROM forgotten`;

/**
 * Answers kept under Idempotency-Keys. Which first requests are running here is known in memory, and that one is
 * running in another process shows when both are to be saved; see `Transactions`. To hold a lock in the database for
 * as long as a request runs would take a connection for each.
 */
export class AnswerTable {
  readonly #database: Queryable;
  readonly #running = new Map<string, string>();
  /** Look-ups that are under way; who asks meanwhile shares one. */
  readonly #asking = new Map<string, Promise<AnswerRow | undefined>>();

  constructor(database: Queryable) {
    this.#database = database;
  }

  async recall(key: TenantKey, claim: Claim): Promise<Recall> {
    const row = this.#running.has(claim.id) ? undefined : await this.#ask(key, claim);
    const { id, fingerprint } = claim;
    const running = this.#running.get(id);
    if (running !== undefined) return { kind: running === fingerprint ? 'running' : 'taken' };
    if (!row) {
      this.#running.set(id, fingerprint);
      return { kind: 'first' };
    }
    if (row.fingerprint !== fingerprint) return { kind: 'taken' };
    const { status, headers, body } = row;
    return { kind: 'answered', answer: { status, headers, body: body.toString() } };
  }

  release({ id }: Claim): void {
    this.#running.delete(id);
  }

  async sweep(now: number): Promise<number> {
    const over = await this.#database.query<{ merchant: string; livemode: boolean; claims: string[] }>(OVER, [
      now,
      SWEPT_AT_ONCE,
    ]);
    let swept = 0;
    for (const { merchant, livemode, claims } of over) {
      const tenant = tenantKey({ merchantId: merchant, mode: modeOf(livemode) });
      const [forgotten] = await this.#database.query<{ count: number }>(FORGET, [
        ...ownerOf(tenant),
        claims,
        now,
      ]);
      swept += forgotten?.count ?? 0;
    }
    return swept;
  }

  #ask(key: TenantKey, { id, now }: Claim): Promise<AnswerRow | undefined> {
    const name = `${key.merchantId} ${key.livemode} ${now} ${id}`;
    let asking = this.#asking.get(name);
    if (!asking) {
      asking = this.#database
        .query<AnswerRow>(FIND, [...ownerOf(key), id, now])
        .then(([row]) => row)
        .finally(() => this.#asking.delete(name));
      this.#asking.set(name, asking);
    }
    return asking;
  }
}
