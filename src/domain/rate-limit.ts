import type { Mode } from './tenant.ts';

/** How often a key may ask: so many requests a minute in the long run; unused ones add up to a burst. */
export interface RateLimit {
  readonly perMinute: number;
  readonly burst: number;
}

export type RateLimits = Readonly<Record<Mode, RateLimit>>;

/** Upstream's. */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  sandbox: { perMinute: 100, burst: 200 },
  live: { perMinute: 1000, burst: 2000 },
};

/** What one more request of a key comes to. */
export interface Allowance {
  readonly isAllowed: boolean;
  /** How many more would pass at this moment. */
  readonly remaining: number;
  /** When the whole burst is allowed again; all that need be remembered of a key. UNIX milliseconds. */
  readonly fullAt: number;
  /** How long until one passes, when this one does not; milliseconds. */
  readonly waitMs: number;
}

/**
 * A token bucket, remembered as the time at which it is full again.
 *
 * @param fullAt of the request before; undefined when there was none.
 * @param now UNIX milliseconds. A clock that was set back costs the key its burst and no more.
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

/** So that a sum of fractions does not miss a whole request by a hair. */
const ROUNDING = 1e-6;
