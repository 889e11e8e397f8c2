import { idempotencyConflict, type Problem, type ProblemCode } from './problem.ts';

/** How long a response is stored under its Idempotency-Key, from the first use of the key, in milliseconds. */
export const STORED_RESPONSE_TTL_MS = 24 * 60 * 60 * 1000;

/** The maximum number of expired responses that one transaction deletes; it limits how long writes wait for one. */
export const EXPIRED_PER_TRANSACTION = 500;

/** A response as bytes, ready to be sent and to be stored. Only `http` and `writes` interpret it. */
export interface SerializedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set if this is a stored response that is sent again. It is not stored itself. */
  readonly isReplay?: true;
}

/** Identifies a request that has an Idempotency-Key. */
export interface IdempotencyKey {
  /** A hash over API key record, operation, path parameters and Idempotency-Key; the response is stored under it. */
  readonly id: string;
  /** A hash over body, query and conditional headers; it distinguishes a retry from another request under the same key. */
  readonly fingerprint: string;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** A response with the fingerprint of the request that it belongs to. */
export interface StoredResponse {
  readonly fingerprint: string;
  readonly response: SerializedResponse;
}

/** The stored responses of one tenant, in one transaction. */
export interface StoredResponses {
  /** Returns the response that is stored under the key and has not expired at `idempotency.now`. */
  findStoredResponse(idempotency: IdempotencyKey): StoredResponse | undefined;
  /** Stores a response under the key; replaces one that has expired. */
  storeResponse(idempotency: IdempotencyKey, response: SerializedResponse): void;
}

/** Returns a stored response as a replay. @throws Problem idempotency_conflict if it belongs to another request. */
export function replay(idempotency: IdempotencyKey, stored: StoredResponse): SerializedResponse {
  if (stored.fingerprint !== idempotency.fingerprint) throw idempotencyConflict();
  return { ...stored.response, isReplay: true };
}

/**
 * Stores a response unless one is stored under the key already.
 *
 * @returns the stored response as a replay, if there was one.
 * @throws Problem idempotency_conflict if the stored response belongs to another request.
 */
export function storeFirstResponse(
  responses: StoredResponses,
  idempotency: IdempotencyKey,
  response: SerializedResponse,
): SerializedResponse | undefined {
  const stored = responses.findStoredResponse(idempotency);
  if (stored) return replay(idempotency, stored);
  responses.storeResponse(idempotency, response);
  return undefined;
}

/** Problems that a retry cannot change, so they are stored: steps 7 and 10 of the contract's order of checks. */
const REPLAYABLE_PROBLEMS: ReadonlySet<ProblemCode> = new Set([
  'invalid_request',
  'resource_missing',
  'conflict',
  'batch_rejected',
]);

export function isReplayable(problem: Problem): boolean {
  return REPLAYABLE_PROBLEMS.has(problem.code);
}
