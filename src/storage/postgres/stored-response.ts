import type { SerializedResponse, StoredResponse } from '../../domain/idempotency-key.ts';

/** A response as the table stores it. */
export interface StoredResponseRow extends StoredResponse {
  /** The id of the `IdempotencyKey`. */
  readonly id: string;
  /** UNIX milliseconds. */
  readonly expiresAt: number;
}

/** A row as a query returns it. The body is in base64, because a text of PostgreSQL cannot contain U+0000. */
export interface ResponseRow extends Omit<SerializedResponse, 'body'> {
  readonly claim: string;
  readonly fingerprint: string;
  readonly body: string;
  readonly expires_at: number;
}

export const RESPONSE_COLUMNS = `claim, fingerprint, status, headers, encode(body, 'base64') AS body, expires_at`;

export function readStoredResponse(row: ResponseRow): StoredResponseRow {
  const { claim, fingerprint, expires_at, status, headers } = row;
  const body = Buffer.from(row.body, 'base64').toString();
  return { id: claim, fingerprint, response: { status, headers, body }, expiresAt: expires_at };
}
