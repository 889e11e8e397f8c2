import { DateTime } from 'luxon';

/** Shows a time as a clock on the wall of the zone: `2026-01-15 08:30:00`, or with a `T` between date and time. */
export function wallClock(time: number, zone: string, separator: ' ' | 'T'): string {
  // Luxon takes ten times as long, and a list has thousands of times.
  if (zone === 'UTC') return new Date(time).toISOString().slice(0, 19).replace('T', separator);
  return DateTime.fromMillis(time, { zone }).toFormat(`yyyy-MM-dd'${separator}'HH:mm:ss`);
}

/** Shows a time in UTC without fractions of a second: `2026-01-15T08:30:00Z`. */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
