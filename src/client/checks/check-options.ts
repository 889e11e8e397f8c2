import type { Timing } from '../timing.ts';
import { invalid, wrongType } from './invalid.ts';
import { kindOf } from './value-kind.ts';

/** The longest delay of a timer, in milliseconds. A timer with a longer delay would fire after 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @param subject the name of the option; an option of a call has the method before it. @throws TypeError */
export function checkMilliseconds(subject: string, value: unknown, least: number): void {
  if (typeof value === 'number' && value >= least && value <= LONGEST_TIMER_MS) return;
  const type = `a number of milliseconds from ${least} to ${LONGEST_TIMER_MS}`;
  throw wrongType(subject, type, value, kindOf(value, 'shown'));
}

/** @throws TypeError */
export function checkWholeNumber(subject: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  const type = `a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}`;
  throw wrongType(subject, type, value, kindOf(value, 'shown'));
}

/** @throws TypeError */
export function checkFlag(subject: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw wrongType(subject, 'true or false', value);
}

/** Checks the functions of `timing` that are set. @throws TypeError */
export function checkTiming(timing: Partial<Timing> | undefined): void {
  if (timing === undefined) return;
  if (typeof timing !== 'object' || timing === null) {
    throw wrongType('timing', 'an object', timing);
  }
  for (const name of ['now', 'random', 'sleep'] as const) checkFunction(`timing.${name}`, timing[name]);
}

/** @throws TypeError */
export function checkFunction(subject: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw wrongType(subject, 'a function', value);
}

/** Checks an option that the client sends as a header. The error does not contain the value. @throws TypeError */
function checkHeader(subject: string, value: unknown, [pattern, rule]: HeaderRule): void {
  if (value === undefined || (typeof value === 'string' && pattern.test(value))) return;
  throw invalid(subject, `be ${rule}`);
}

type HeaderRule = readonly [pattern: RegExp, rule: string];

const ENTITY_TAGS: HeaderRule = [
  /^(\*|(W\/)?"[\x21\x23-\x7E]*"([ \t]*,[ \t]*(W\/)?"[\x21\x23-\x7E]*")*)$/,
  'an ETag in double quotes, several of them separated by commas, or *',
];

/** The values that the spec allows for each header. The server would silently ignore any other request id. */
const HEADER_RULES: Readonly<Record<string, HeaderRule>> = {
  requestId: [/^[A-Za-z0-9_.-]{1,128}$/, '1 to 128 letters, digits and "_", "-" or "."'],
  idempotencyKey: [/^[\x21-\x7E]{1,255}$/, '1 to 255 visible ASCII characters'],
  ifMatch: ENTITY_TAGS,
  ifNoneMatch: ENTITY_TAGS,
};

/**
 * Checks the options of a call before the client sends a request. `undefined` means the default.
 *
 * @param place the name of the method, for the message of the error.
 * @throws TypeError that names the option and its allowed values.
 */
export function checkCallOptions(place: string, options: unknown): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null) {
    throw wrongType(`${place}: options`, 'an object', options);
  }
  const { timeoutMs, retries, signal, ...others } = options as Record<string, unknown>;
  if (timeoutMs !== undefined) checkMilliseconds(`${place}: timeoutMs`, timeoutMs, 1);
  if (retries !== undefined) checkWholeNumber(`${place}: retries`, retries, 0);
  if (!isSignal(signal)) throw invalid(`${place}: signal`, 'be an AbortSignal');
  for (const [name, rule] of Object.entries(HEADER_RULES)) {
    checkHeader(`${place}: ${name}`, others[name], rule);
  }
}

/** Checks the members and not the class, because a page or a test may have its own class. `fetch` accepts null too. */
function isSignal(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  const { aborted, addEventListener } = value as Partial<AbortSignal>;
  return typeof aborted === 'boolean' && typeof addEventListener === 'function';
}
