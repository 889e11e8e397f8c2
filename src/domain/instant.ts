/**
 * A time that another system sent: RFC 3339 in UTC with six fraction digits. All instants have the same length, so the
 * order of two instants is the order of their texts. They have microseconds, because some clients send them and two updates
 * may be within one millisecond.
 */
export type Instant = string & { readonly instant: unique symbol };

const RFC_3339 =
  /^(?<date>\d{4}-\d\d-\d\d)[Tt\s](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d):(?<second>[0-5]\d|60)(?:\.(?<fraction>\d+))?(?<offset>[Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/;

/**
 * Parses an RFC 3339 date-time of any offset. Digits beyond the microsecond are cut off, and a leap second counts as
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
  return `${utc.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z` as Instant;
}

/** Shows an instant with milliseconds, and with microseconds only if the other system sent them. */
export function showInstant(instant: Instant): string {
  return instant.endsWith('000Z') ? `${instant.slice(0, 23)}Z` : instant;
}

/** Converts an instant to UNIX milliseconds; microseconds are cut off. */
export function instantToMillis(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`);
}

/** Returns the first whole UNIX millisecond that is not before the instant. */
export function firstMillisFrom(instant: Instant): number {
  return instantToMillis(instant) + (instant.endsWith('000Z') ? 0 : 1);
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

function offsetMinutes(offset: string): number {
  if (offset.length === 1) return 0;
  const digits = offset.replace(':', '').slice(1);
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || '0');
  return offset.startsWith('-') ? -minutes : minutes;
}
