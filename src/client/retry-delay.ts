import type { Timing } from './timing.ts';

const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 8000;

/** The beginning of each of the three date formats of HTTP: `Mon, 23`, `Monday, 23` and `Mon Nov`. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)([a-z]*, \d| [A-Z][a-z]{2} )/;

/**
 * Computes the delay before the next attempt: the delay that the server requests, plus an exponential back-off with
 * full jitter, so that many clients that were refused at the same time do not retry at the same time.
 *
 * @param retry the number of the retry, counted from 0.
 * @param response undefined if the server sent no response.
 * @returns milliseconds.
 */
export function retryDelay(
  retry: number,
  response: Response | undefined,
  { now, random }: Pick<Timing, 'now' | 'random'>,
): number {
  const backOff = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** retry);
  const requested = response ? requestedDelay(response, now()) : 0;
  return Math.max(0, requested) + backOff * random();
}

/** Reads Retry-After, in seconds or as an HTTP date; for a 429 without one, X-RateLimit-Reset in UNIX seconds. */
function requestedDelay({ status, headers }: Response, now: number): number {
  const after = headers.get('Retry-After') ?? '';
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  // `Date.parse` also accepts `-5` and `later, 2030`, which are not HTTP dates.
  const date = HTTP_DATE.test(after) ? Date.parse(after) : Number.NaN;
  if (!Number.isNaN(date)) return date - now;
  const reset = headers.get('X-RateLimit-Reset') ?? '';
  return status === 429 && /^\d+$/.test(reset) ? Number(reset) * 1000 - now : 0;
}
