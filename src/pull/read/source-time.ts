import { DateTime, IANAZone } from 'luxon';
import { type Instant, parseInstant } from '../../domain/instant.ts';

/** A time that a source sent. */
export interface SourceTime {
  readonly instant: Instant;
  /** Whether the source, or the connector, gives the zone. */
  readonly isZoned: boolean;
}

const NAIVE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/;

/** A UNIX time from this value on is in milliseconds; as seconds it would be in the year 5138. */
const FIRST_MILLIS = 100_000_000_000;

/**
 * Parses a time of a source: RFC 3339 with `T` or a space, the same without a zone, a date, or a UNIX time in seconds or
 * milliseconds.
 *
 * @param timeZone the zone of a time without one. Without it, such a time is read as UTC. Of an hour that occurs twice, the
 *   later instant counts, so that a newer change never looks older.
 * @returns undefined if the value is no time.
 */
export function parseSourceTime(value: unknown, timeZone?: string): SourceTime | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) {
    const instant = instantOf(value >= FIRST_MILLIS ? value : value * 1000);
    return instant && { instant, isZoned: true };
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const zoned = parseInstant(text);
  if (zoned) return { instant: zoned, isZoned: true };
  const [, date, time = '00:00:00'] = NAIVE.exec(text) ?? [];
  if (date === undefined) return undefined;
  const clock = time.length === 5 ? `${time}:00` : time;
  const asUtc = parseInstant(`${date}T${clock}Z`);
  if (!asUtc) return undefined;
  if (timeZone === undefined) return { instant: asUtc, isZoned: false };
  const utc = laterInstantOf(asUtc.slice(0, 23), timeZone);
  const shifted = instantOf(utc);
  // The microseconds are those of the local time.
  return shifted && { instant: `${shifted.slice(0, 23)}${asUtc.slice(23)}` as Instant, isZoned: true };
}

/** Shows an instant in the form of a sample: its separator, its fraction, its zone or none, or as a UNIX time. */
export function showLike(sample: string | number, millis: number, timeZone: string | undefined): string {
  if (typeof sample === 'number')
    return String(sample >= FIRST_MILLIS ? Math.floor(millis) : Math.floor(millis / 1000));
  const isNaive = NAIVE.test(sample);
  const shown = new Date(isNaive && timeZone ? earliestLocal(millis, timeZone) : millis).toISOString();
  if (/^\d{4}-\d\d-\d\d$/.test(sample)) return shown.slice(0, 10);
  const separator = sample.includes('T') ? 'T' : ' ';
  const fraction = /\.(\d+)/.exec(sample)?.[1]?.length ?? 0;
  const decimals = fraction > 0 ? `.${shown.slice(20, 23).padEnd(fraction, '0').slice(0, fraction)}` : '';
  const zone = isNaive ? '' : /(?:[+-]\d\d:?\d\d)$/.test(sample) ? '+00:00' : 'Z';
  return `${shown.slice(0, 10)}${separator}${shown.slice(11, 19)}${decimals}${zone}`;
}

export function isKnownZone(timeZone: string): boolean {
  return IANAZone.isValidZone(timeZone);
}

const HOUR_MS = 3_600_000;

/**
 * Returns the earliest local time that any instant from `millis` on has, as if it were UTC. It is up to an hour before the
 * local time of `millis` if summer time ends in the hour after it: the source compares local times, so a later change can
 * have an earlier local time.
 */
function earliestLocal(millis: number, timeZone: string): number {
  const zone = IANAZone.create(timeZone);
  const offset = zone.offset(millis);
  const soon = zone.offset(millis + HOUR_MS);
  return millis + (offset - Math.max(0, offset - soon)) * 60_000;
}

/** The offset of a zone on days without a change of the clock, in minutes; NaN for other days. */
const offsets = new Map<string, number>();

const MOST_OFFSETS = 20_000;

/** Returns the instant of a local time, in UNIX milliseconds; the later one if there are two. */
function laterInstantOf(local: string, timeZone: string): number {
  // Asking for the offset of each record takes longer than all other work on it.
  const offset = offsetOfDay(local.slice(0, 10), timeZone);
  if (!Number.isNaN(offset)) return Date.parse(`${local}Z`) - offset * 60_000;
  const instants = DateTime.fromISO(local, { zone: timeZone }).getPossibleOffsets();
  return Math.max(...instants.map((instant) => instant.toMillis()));
}

function offsetOfDay(date: string, timeZone: string): number {
  const id = `${date} ${timeZone}`;
  const known = offsets.get(id);
  if (known !== undefined) return known;
  const zone = IANAZone.create(timeZone);
  const start = Date.parse(date);
  // The local day is within these 52 hours in each zone.
  const [before, after] = [zone.offset(start - 14 * HOUR_MS), zone.offset(start + 38 * HOUR_MS)];
  const offset = before === after ? before : Number.NaN;
  if (offsets.size === MOST_OFFSETS) offsets.clear();
  offsets.set(id, offset);
  return offset;
}

function instantOf(millis: number): Instant | undefined {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? undefined : (parseInstant(date.toISOString()) ?? undefined);
}
