import { rateLimited } from '../../domain/problem.ts';
import { decideAllowance, type RateLimits } from '../../domain/rate-limit.ts';
import { type Middleware, required } from '../request/request-context.ts';

export interface LimitRateOptions {
  readonly limits: RateLimits;
  /** UNIX milliseconds. */
  readonly clock: () => number;
}

/** Refuses a key that asks too often, and tells every other one how often it still may. */
export function limitRate({ limits, clock }: LimitRateOptions): Middleware {
  // One number for every key that was ever used; a secret that was rotated is the same key.
  const fullAt = new Map<string, number>();
  return (context) => {
    const { headers } = context;
    const { id, mode } = required(context.caller, 'authenticate');
    const limit = limits[mode];
    const allowance = decideAllowance(limit, fullAt.get(id), clock());
    fullAt.set(id, allowance.fullAt);
    headers['X-RateLimit-Limit'] = String(limit.perMinute);
    headers['X-RateLimit-Remaining'] = String(allowance.remaining);
    headers['X-RateLimit-Reset'] = String(Math.ceil(allowance.fullAt / 1000));
    if (allowance.isAllowed) return;
    const seconds = Math.max(1, Math.ceil(allowance.waitMs / 1000));
    headers['Retry-After'] = String(seconds);
    throw rateLimited(seconds);
  };
}
