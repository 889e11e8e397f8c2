import {
  type IdempotencyKey,
  replay,
  type SerializedResponse,
  type StoredResponse,
} from '../../domain/idempotency-key.ts';

/** What was answered under a claim, or is to be kept under it. */
export interface StoredResponseRow extends StoredResponse {
  readonly id: string;
  /** UNIX milliseconds. */
  readonly expiresAt: number;
}

/** What was answered under a claim, as long as it is kept. @throws Problem as `replay` does. */
export function replayStored(
  known: StoredResponseRow | undefined,
  idempotency: IdempotencyKey,
): SerializedResponse | undefined {
  return known && known.expiresAt > idempotency.now ? replay(idempotency, known) : undefined;
}

/** An answer as a query reads it, with its body in base64, because PostgreSQL's texts hold no U+0000. */
export interface ResponseRow extends Omit<SerializedResponse, 'body'> {
  readonly claim: string;
  readonly fingerprint: string;
  readonly body: string;
  readonly expires_at: number;
}

export const RESPONSE_COLUMNS = `claim, fingerprint, status, headers, encode(body, 'base64') AS body, expires_at`;

export function readStoredResponse({
  claim,
  fingerprint,
  expires_at,
  status,
  headers,
  body,
}: ResponseRow): StoredResponseRow {
  const answer = { status, headers, body: Buffer.from(body, 'base64').toString() };
  return { id: claim, fingerprint, response: answer, expiresAt: expires_at };
}
