import type { Problem, ProblemCode } from './problem.ts';

/** How long an answer is kept under its Idempotency-Key, from first use. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** How many answers are forgotten in one transaction at the most; it bounds how long others wait for one. */
export const SWEPT_AT_ONCE = 500;

/** An answer as it went out, to be given again byte for byte; what is in it only http knows. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that carries an Idempotency-Key. */
export interface Claim {
  /** Names what the key stands for: a hash over API key record, operation, path parameters and Idempotency-Key. */
  readonly id: string;
  /** Tells this request from another one under the same key: a hash over body, query and conditions. */
  readonly fingerprint: string;
  /** UNIX milliseconds. */
  readonly now: number;
}

/** What is known of a claim. */
export type Recall =
  | { readonly kind: 'first' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** The first request is still running. */
  | { readonly kind: 'running' }
  /** The key was used for another request. */
  | { readonly kind: 'taken' };

/** Refusals that are kept, because asking again cannot change them: the contract's order of judgement, steps 7 and 10. */
const KEPT_REFUSALS: ReadonlySet<ProblemCode> = new Set([
  'invalid_request',
  'resource_missing',
  'conflict',
  'batch_rejected',
]);

export function isKept(refusal: Problem): boolean {
  return KEPT_REFUSALS.has(refusal.code);
}
