/** The statuses after which a retry may succeed. After a 5xx the server processes a retry again; it stores no 5xx. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Tests whether a retry of the same request may succeed. After any other error, a retry gets the same error. */
export function isRetryable(status: number, code: string | undefined): boolean {
  return TRANSIENT_STATUSES.has(status) || (status === 409 && code === 'idempotency_in_progress');
}

/** Tests whether a request has the same effect when it is sent twice. */
export function isRepeatable({ method, headers }: Request): boolean {
  return method === 'GET' || method === 'HEAD' || headers.has('Idempotency-Key');
}
