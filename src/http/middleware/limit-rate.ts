import { rateLimited } from '../../domain/problem.ts';
import { decideAllowance, type RateLimits } from '../../domain/rate-limit.ts';
import { type Middleware, required } from '../run-pipeline.ts';

export interface LimitRateOptions {
  readonly limits: RateLimits;
  /** UNIX milliseconds. */
  readonly clock: () => number;
}

/** Returns 429 if the API key exceeds its rate limit, and states the remaining allowance in each response. */
export function limitRate({ limits, clock }: LimitRateOptions): Middleware {
  // One number for each key id that was ever used; rotating the secret keeps the id.
  const fullAt = new Map<string, number>();
  return (context, next) => {
    const { headers } = context;
    const { id, mode } = required(context.caller, 'authenticate');
    const limit = limits[mode];
    const allowance = decideAllowance(limit, fullAt.get(id), clock());
    fullAt.set(id, allowance.fullAt);
    headers['X-RateLimit-Limit'] = String(limit.perMinute);
    headers['X-RateLimit-Remaining'] = String(allowance.remaining);
    headers['X-RateLimit-Reset'] = String(Math.ceil(allowance.fullAt / 1000));
    if (allowance.isAllowed) return next();
    const seconds = Math.max(1, Math.ceil(allowance.waitMs / 1000));
    headers['Retry-After'] = String(seconds);
    throw rateLimited(seconds);
  };
}
