import type { Mode } from './tenant.ts';

/** The rate limit of a key: requests per minute in the long run, and the number of unused requests that may be saved. */
export interface RateLimit {
  readonly perMinute: number;
  readonly burst: number;
}

export type RateLimits = Readonly<Record<Mode, RateLimit>>;

/** The limits of the upstream API. */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  sandbox: { perMinute: 100, burst: 200 },
  live: { perMinute: 1000, burst: 2000 },
};

/** The decision about one more request of a key. */
export interface Allowance {
  readonly isAllowed: boolean;
  /** The number of further requests that would be allowed now. */
  readonly remaining: number;
  /** When the whole burst is allowed again, in UNIX milliseconds; the only state of a key. */
  readonly fullAt: number;
  /** How long until a request is allowed, if this one is not; milliseconds. */
  readonly waitMs: number;
}

/**
 * A token bucket, stored as the time at which it is full again.
 *
 * @param fullAt the value after the previous request; undefined if there was none.
 * @param now UNIX milliseconds. A clock that was set back costs the key at most its burst.
 */
export function decideAllowance(
  { perMinute, burst }: RateLimit,
  fullAt: number | undefined,
  now: number,
): Allowance {
  const perRequestMs = 60_000 / perMinute;
  const full = Math.min(Math.max(fullAt ?? now, now), now + burst * perRequestMs);
  const left = burst - (full - now) / perRequestMs + ROUNDING;
  if (left < 1) return { isAllowed: false, remaining: 0, fullAt: full, waitMs: (1 - left) * perRequestMs };
  return { isAllowed: true, remaining: Math.floor(left - 1), fullAt: full + perRequestMs, waitMs: 0 };
}

/** Compensates rounding errors, so that a sum of fractions reaches a whole request. */
const ROUNDING = 1e-6;
