import { attempt } from './attempt.ts';
import { ConnectionError } from './connection-error.ts';
import { retryDelay } from './retry-delay.ts';
import { isRepeatable, isRetryable } from './retry-rule.ts';
import type { Timing } from './timing.ts';

export interface RetryPolicy {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The time limit of one attempt, in milliseconds, including the body of the response. */
  readonly timeoutMs: number;
  /** The number of attempts after the first. */
  readonly retries: number;
  /** The longest wait before a retry, in milliseconds. If the wait would be longer, the last response is the result. */
  readonly longestWaitMs: number;
  readonly timing: Timing;
}

/**
 * Sends a request, and retries it with the same Idempotency-Key until the response is final.
 *
 * @returns the last response, which may be an error response.
 * @throws ConnectionError or TimeoutError if the last attempt got no response; the reason of the request's signal.
 */
export async function retryingFetch(request: Request, policy: RetryPolicy): Promise<Response> {
  if (isWrite(request) && !request.headers.has('Idempotency-Key')) {
    request.headers.set('Idempotency-Key', crypto.randomUUID());
  }
  const body = request.body === null ? null : await request.arrayBuffer();
  const retries = isRepeatable(request) ? policy.retries : 0;
  for (let retry = 0; ; retry += 1) {
    const result = await attempt(request, { ...policy, body });
    const response = result instanceof ConnectionError ? undefined : result;
    const delay = retryDelay(retry, response, policy.timing);
    const isFinal = retry >= retries || delay > policy.longestWaitMs || !(await isWorthRetrying(response));
    if (isFinal && response) return response;
    if (isFinal) throw result;
    await policy.timing.sleep(delay, request.signal);
  }
}

function isWrite({ method }: Request): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}

async function isWorthRetrying(response: Response | undefined): Promise<boolean> {
  if (!response) return true;
  return isRetryable(response.status, response.status === 409 ? await readCode(response) : undefined);
}

async function readCode(response: Response): Promise<string | undefined> {
  try {
    return (await response.clone().json()).error.code;
  } catch {
    return undefined;
  }
}
