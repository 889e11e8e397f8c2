import type Database from 'better-sqlite3';
import {
  EXPIRED_PER_TRANSACTION,
  type IdempotencyKey,
  replay,
  type SerializedResponse,
  STORED_RESPONSE_TTL_MS,
  type StoredResponse,
} from '../../domain/idempotency-key.ts';
import type { TenantScope } from './tenant-scope.ts';

interface AnswerRow {
  fingerprint: string;
  status: number;
  headers: string;
  body: Buffer;
}

/** Answers kept under Idempotency-Keys. */
export class ResponseTable {
  readonly #find;
  readonly #put;
  readonly #tenants;
  readonly #over;
  readonly #sweep;

  constructor(database: Database.Database) {
    this.#find = database.prepare<unknown[], AnswerRow>(
      `SELECT fingerprint, status, headers, body FROM kept_answers
       WHERE tenant = ? AND claim = ? AND expires_at > ?`,
    );
    this.#put = database.prepare(
      `INSERT INTO kept_answers (tenant, claim, fingerprint, status, headers, body, expires_at)
       VALUES (?, ?, ?, ?, ?, CAST(? AS BLOB), ?)
       ON CONFLICT (tenant, claim) DO UPDATE SET
         fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
         body = excluded.body, expires_at = excluded.expires_at`,
    );
    this.#tenants = database.prepare<[], number>('SELECT number FROM tenants').pluck();
    this.#over = database.prepare('SELECT 1 FROM kept_answers WHERE tenant = ? AND expires_at <= ? LIMIT 1');
    this.#sweep = database.prepare(
      `DELETE FROM kept_answers WHERE row IN (
         SELECT row FROM kept_answers WHERE tenant = ? AND expires_at <= ? LIMIT ?)`,
    );
  }

  find(scope: TenantScope, idempotency: IdempotencyKey): SerializedResponse | undefined {
    const row = this.#find.get(scope.tenant, idempotency.id, idempotency.now);
    return row && replay(idempotency, readRow(row));
  }

  /** The caller holds the transaction. @returns what was answered before, in whose place it is not put. */
  store(
    scope: TenantScope,
    idempotency: IdempotencyKey,
    answer: SerializedResponse,
  ): SerializedResponse | undefined {
    const before = this.find(scope, idempotency);
    if (!before) this.put(scope, idempotency, answer);
    return before;
  }

  /** The caller holds the transaction, and has looked for what was answered before. */
  put(
    scope: TenantScope,
    { id, fingerprint, now }: IdempotencyKey,
    { status, headers, body }: SerializedResponse,
  ): void {
    this.#put.run(
      scope.tenant,
      id,
      fingerprint,
      status,
      JSON.stringify(headers),
      body,
      now + STORED_RESPONSE_TTL_MS,
    );
  }

  /** Whether there is anything to sweep. */
  isAnyOver(now: number): boolean {
    return this.#tenants.all().some((tenant) => this.#over.get(tenant, now) !== undefined);
  }

  /** The caller holds the transaction. */
  deleteExpired(now: number): number {
    let swept = 0;
    for (const tenant of this.#tenants.all()) {
      swept += this.#sweep.run(tenant, now, EXPIRED_PER_TRANSACTION - swept).changes;
      if (swept === EXPIRED_PER_TRANSACTION) break;
    }
    return swept;
  }
}

function readRow({ fingerprint, status, headers, body }: AnswerRow): StoredResponse {
  return { fingerprint, response: { status, headers: JSON.parse(headers), body: body.toString() } };
}
