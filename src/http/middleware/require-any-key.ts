import { unauthenticated } from '../../domain/problem.ts';
import type { Middleware } from '../run-pipeline.ts';

/** Returns 401 for a request without an API key. It accepts any API key. */
export function requireAnyKey(): Middleware {
  return ({ request }, next) => {
    if (!request.headers['x-api-key']) throw unauthenticated('missing_key');
    return next();
  };
}
