/** Answers after which the same request may well succeed. 500 is one: the API stores none and nothing was half written. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether it can help to send the same request again. Any other refusal would only be repeated. */
export function isRetryable(status: number, code: string | undefined): boolean {
  return PASSING_STATUSES.has(status) || (status === 409 && code === 'idempotency_in_progress');
}

/** Whether sending a request twice does no more than sending it once. */
export function isRepeatable({ method, headers }: Request): boolean {
  return method === 'GET' || method === 'HEAD' || headers.has('Idempotency-Key');
}
