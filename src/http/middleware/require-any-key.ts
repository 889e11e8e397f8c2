import { unauthenticated } from '../../domain/problem.ts';
import type { Middleware } from '../request/request-context.ts';

/** Refuses a request without a key; which key it is does not matter. */
export function requireAnyKey(): Middleware {
  return (_exchange, request) => {
    if (!request.headers['x-api-key']) throw unauthenticated('missing_key');
  };
}
