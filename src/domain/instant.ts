/**
 * A time that another system sent: RFC 3339 in UTC with six fraction digits, or with nine if it is no whole number of
 * microseconds. Each time has exactly one text, so equal instants are equal texts; `isBefore` compares others. Some clients
 * send nanoseconds, and two updates may be within one millisecond. Versions before 0.2 stored six digits only.
 */
export type Instant = string & { readonly instant: unique symbol };

const RFC_3339 =
  /^(?<date>\d{4}-\d\d-\d\d)[Tt ](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d):(?<second>[0-5]\d|60)(?:\.(?<fraction>\d+))?(?<offset>[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Parses an RFC 3339 date-time of any offset. Digits beyond the nanosecond are cut off, and a leap second counts as
 * the second after it. Returns null if the text is no date-time or its year in UTC is not between 0000 and 9999.
 */
export function parseInstant(text: string): Instant | null {
  const parts = RFC_3339.exec(text)?.groups;
  if (!parts) return null;
  const { date, hour, minute, second, fraction = '', offset = 'Z' } = parts;
  const isLeapSecond = second === '60';
  const local = Date.parse(`${date}T${hour}:${minute}:${isLeapSecond ? '59' : second}.000Z`);
  // JavaScript parses the 30th of February as the 2nd of March.
  if (Number.isNaN(local) || showMillis(local).slice(0, 10) !== date) return null;
  const utc = showMillis(local - offsetMinutes(offset) * 60_000 + (isLeapSecond ? 1000 : 0));
  if (utc.length !== '0000-00-00T00:00:00.000Z'.length) return null;
  return `${utc.slice(0, 19)}.${fractionDigits(fraction)}Z` as Instant;
}

/** Whether a text has the form of an RFC 3339 date-time; its day may not exist. */
export function hasInstantForm(text: string): boolean {
  return RFC_3339.test(text);
}

/** Whether an instant is earlier than another. Without the `Z`, the shorter text of an equal beginning is the earlier one. */
export function isBefore(a: Instant, b: Instant): boolean {
  return a.slice(0, -1) < b.slice(0, -1);
}

/** Shows an instant with milliseconds, and with micro- or nanoseconds only if the other system sent them. */
export function showInstant(instant: Instant): string {
  return instant.endsWith('000Z') ? `${instant.slice(0, 23)}Z` : instant;
}

/** Converts an instant to UNIX milliseconds; what is finer is cut off. */
export function instantToMillis(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`);
}

/** Returns the first whole UNIX millisecond that is not before the instant. */
export function firstMillisFrom(instant: Instant): number {
  return instantToMillis(instant) + (instant.endsWith('000Z') ? 0 : 1);
}

/** The largest time of JavaScript; UNIX milliseconds. */
const MAX_MILLIS = 8.64e15;

/** Converts UNIX seconds to milliseconds. A time that JavaScript does not have becomes the nearest one that it has. */
export function secondsToMillis(seconds: number): number {
  return Math.max(-MAX_MILLIS, Math.min(MAX_MILLIS, seconds * 1000));
}

let lastMillis: number | undefined;
let lastShown = '';

/**
 * Shows UNIX milliseconds as RFC 3339 in UTC with milliseconds, the form of every time in a response. The last result is
 * cached, because the times of a customer are often equal, and formatting one takes as long as the rest of a customer.
 */
export function showMillis(millis: number): string {
  if (millis !== lastMillis) {
    lastShown = new Date(millis).toISOString();
    lastMillis = millis;
  }
  return lastShown;
}

/** Returns six fraction digits, or nine if the last three are not zero. */
function fractionDigits(fraction: string): string {
  const nine = fraction.slice(0, 9).padEnd(9, '0');
  return nine.endsWith('000') ? nine.slice(0, 6) : nine;
}

function offsetMinutes(offset: string): number {
  if (offset.length === 1) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return offset.startsWith('-') ? -minutes : minutes;
}
