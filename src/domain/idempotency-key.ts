import { idempotencyConflict, type Problem, type ProblemCode } from './problem.ts';

/** How long an answer is kept under its Idempotency-Key, from first use. */
export const STORED_RESPONSE_TTL_MS = 24 * 60 * 60 * 1000;

/** How many answers are forgotten in one transaction at the most; it bounds how long others wait for one. */
export const EXPIRED_PER_TRANSACTION = 500;

/** An answer as it went out, to be given again byte for byte; what is in it only http knows. */
export interface SerializedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set where it is given again; it is not kept. */
  readonly isReplay?: true;
}

/** A request that carries an Idempotency-Key. */
export interface IdempotencyKey {
  /** Names what the key stands for: a hash over API key record, operation, path parameters and Idempotency-Key. */
  readonly id: string;
  /** Tells this request from another one under the same key: a hash over body, query and conditions. */
  readonly fingerprint: string;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** What was answered under a claim's id, and the fingerprint of the request to which. */
export interface StoredResponse {
  readonly fingerprint: string;
  readonly response: SerializedResponse;
}

/** What was answered, to be given again. @throws Problem idempotency_conflict when that was to another request. */
export function replay(
  idempotency: IdempotencyKey,
  { fingerprint, response: answer }: StoredResponse,
): SerializedResponse {
  if (fingerprint !== idempotency.fingerprint) throw idempotencyConflict();
  return { ...answer, isReplay: true };
}

/** Refusals that are kept, because asking again cannot change them: the contract's order of judgement, steps 7 and 10. */
const REPLAYABLE_REFUSALS: ReadonlySet<ProblemCode> = new Set([
  'invalid_request',
  'resource_missing',
  'conflict',
  'batch_rejected',
]);

export function isReplayable(refusal: Problem): boolean {
  return REPLAYABLE_REFUSALS.has(refusal.code);
}
