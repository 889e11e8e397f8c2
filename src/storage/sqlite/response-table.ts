import type Database from 'better-sqlite3';
import {
  EXPIRED_PER_TRANSACTION,
  type IdempotencyKey,
  type SerializedResponse,
  STORED_RESPONSE_TTL_MS,
  type StoredResponse,
} from '../../domain/idempotency-key.ts';
import type { TenantScope } from './tenants.ts';

interface ResponseRow {
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: string;
  readonly body: Buffer;
}

/** The responses stored under Idempotency-Keys. */
export class ResponseTable {
  readonly #find;
  readonly #insert;
  readonly #tenants;
  readonly #firstExpired;
  readonly #deleteExpired;

  constructor(database: Database.Database) {
    this.#find = database.prepare<unknown[], ResponseRow>(
      `SELECT fingerprint, status, headers, body FROM kept_answers
       WHERE tenant = ? AND claim = ? AND expires_at > ?`,
    );
    this.#insert = responseInserter(database);
    this.#tenants = database.prepare<[], number>('SELECT number FROM tenants').pluck();
    this.#firstExpired = database.prepare(
      'SELECT 1 FROM kept_answers WHERE tenant = ? AND expires_at <= ? LIMIT 1',
    );
    this.#deleteExpired = database.prepare(
      `DELETE FROM kept_answers WHERE row IN (
         SELECT row FROM kept_answers WHERE tenant = ? AND expires_at <= ? LIMIT ?)`,
    );
  }

  /** Returns the response that is stored under the key and has not expired. */
  find(scope: TenantScope, idempotency: IdempotencyKey): StoredResponse | undefined {
    const row = this.#find.get(scope.tenant, idempotency.id, idempotency.now);
    return row && readRow(row);
  }

  /** Stores a response; the caller holds the transaction and has checked that no response is stored. */
  put(scope: TenantScope, { id, fingerprint, now }: IdempotencyKey, response: SerializedResponse): void {
    this.#insert(scope, { id, fingerprint, expiresAt: now + STORED_RESPONSE_TTL_MS, response });
  }

  hasExpired(now: number): boolean {
    return this.#tenants.all().some((tenant) => this.#firstExpired.get(tenant, now) !== undefined);
  }

  /** Deletes at most EXPIRED_PER_TRANSACTION responses; the caller holds the transaction. @returns the number deleted. */
  deleteExpired(now: number): number {
    let deleted = 0;
    for (const tenant of this.#tenants.all()) {
      deleted += this.#deleteExpired.run(tenant, now, EXPIRED_PER_TRANSACTION - deleted).changes;
      if (deleted === EXPIRED_PER_TRANSACTION) break;
    }
    return deleted;
  }
}

export interface NewStoredResponse extends StoredResponse {
  /** The id of the `IdempotencyKey`. */
  readonly id: string;
  /** UNIX milliseconds. */
  readonly expiresAt: number;
}

/** Prepares the only statement that stores a response. It replaces the response that has the same key. */
export function responseInserter(
  database: Database.Database,
): (scope: TenantScope, stored: NewStoredResponse) => void {
  const insert = database.prepare(
    `INSERT INTO kept_answers (tenant, claim, fingerprint, status, headers, body, expires_at)
       VALUES (?, ?, ?, ?, ?, CAST(? AS BLOB), ?)
       ON CONFLICT (tenant, claim) DO UPDATE SET
         fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
         body = excluded.body, expires_at = excluded.expires_at`,
  );
  return ({ tenant }, { id, fingerprint, expiresAt, response: { status, headers, body } }) =>
    void insert.run(tenant, id, fingerprint, status, JSON.stringify(headers), body, expiresAt);
}

function readRow({ fingerprint, status, headers, body }: ResponseRow): StoredResponse {
  return { fingerprint, response: { status, headers: JSON.parse(headers), body: body.toString() } };
}
