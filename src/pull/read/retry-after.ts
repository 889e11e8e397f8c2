import { SourceError } from './source-error.ts';

/** The longest wait that a source may request, in milliseconds. */
const LONGEST_WAIT_MS = 15 * 60_000;

/** A reset header above this value is a time in UNIX seconds, below it a number of seconds. */
const FIRST_UNIX_SECONDS = 1_000_000_000;

/** Returns the wait before the next attempt if the source requests none: about 1, 2, 4 and 8 s. */
export function backoffDelay(attempt: number): number {
  return 1000 * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
}

/**
 * Returns the wait that the source requests by Retry-After, or else by a reset header; undefined if it requests none.
 *
 * @param now UNIX milliseconds.
 * @throws SourceError if the wait is too long.
 */
export function waitAfter(headers: Headers, now: number): number | undefined {
  const wait = readRetryAfter(headers, now) ?? readReset(headers, now);
  if (wait === undefined) return undefined;
  if (wait > LONGEST_WAIT_MS)
    throw new SourceError(
      'bad_status',
      `The source requests a wait of ${Math.ceil(wait / 60_000)} minutes, more than ${LONGEST_WAIT_MS / 60_000}. Run the pull again later.`,
    );
  return Math.max(0, wait);
}

function readRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}

function readReset(headers: Headers, now: number): number | undefined {
  const text = headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset');
  const value = Number(text);
  if (text === null || !Number.isFinite(value) || value < 0) return undefined;
  // The source rounds the time down to a second.
  return value >= FIRST_UNIX_SECONDS ? (value + 1) * 1000 - now : value * 1000;
}
