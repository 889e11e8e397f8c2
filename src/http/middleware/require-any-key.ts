import { conflictingKeys, unauthenticated } from '../../domain/keys/key-problems.ts';
import { sentKeyOf } from '../request/request-head.ts';
import type { Middleware } from '../run-pipeline.ts';

/** Returns 401 for a request without an API key. It accepts any API key. */
export function requireAnyKey(): Middleware {
  return ({ request }, next) => {
    const { text, isConflicting } = sentKeyOf(request);
    if (!text) throw unauthenticated('missing_key');
    if (isConflicting) throw conflictingKeys();
    return next();
  };
}
