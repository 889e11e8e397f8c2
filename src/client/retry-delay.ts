import type { Timing } from './timing.ts';

const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 8000;

/** The beginning of each of the three forms of a date in HTTP: `Mon, 23`, `Monday, 23` and `Mon Nov`. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)([a-z]*, \d| [A-Z][a-z]{2} )/;

/**
 * How long to wait before the next attempt: what the server asks for, and on top of it a back-off that doubles, with
 * full jitter, so that a crowd of clients that was turned away together does not come back together.
 *
 * @param retry 0 for the first one.
 * @param response undefined when there was no answer.
 * @returns milliseconds.
 */
export function retryDelay(
  retry: number,
  response: Response | undefined,
  { now, random }: Pick<Timing, 'now' | 'random'>,
): number {
  const backOff = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** retry);
  const asked = response ? askedDelay(response, now()) : 0;
  return Math.max(0, asked) + backOff * random();
}

/** Retry-After in seconds or as an HTTP date; without one that can be read, when the rate limit starts anew, in UNIX seconds. */
function askedDelay({ status, headers }: Response, now: number): number {
  const after = headers.get('Retry-After') ?? '';
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  // A parser of dates reads `-5` and `later, 2030` as well.
  const date = HTTP_DATE.test(after) ? Date.parse(after) : Number.NaN;
  if (!Number.isNaN(date)) return date - now;
  const reset = headers.get('X-RateLimit-Reset') ?? '';
  return status === 429 && /^\d+$/.test(reset) ? Number(reset) * 1000 - now : 0;
}
