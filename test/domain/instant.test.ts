import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstMillisFrom,
  type Instant,
  instantToMillis,
  isBefore,
  parseInstant,
  showInstant,
  showMillis,
} from '../../src/domain/instant.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;

describe('an instant', () => {
  test.each([
    ['2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000000Z'],
    ['2026-11-23t09:30:00z', '2026-11-23T09:30:00.000000Z'],
    ['2026-11-23 09:30:00Z', '2026-11-23T09:30:00.000000Z'],
    ['2026-11-23T09:30:00.5Z', '2026-11-23T09:30:00.500000Z'],
    ['2026-11-23T09:30:00.123456789Z', '2026-11-23T09:30:00.123456789Z'],
    ['2026-11-23T09:30:00.123456000Z', '2026-11-23T09:30:00.123456Z'],
    ['2026-11-23T09:30:00.1234567Z', '2026-11-23T09:30:00.123456700Z'],
    ['2026-11-23T09:30:00.12345678987654321Z', '2026-11-23T09:30:00.123456789Z'],
    ['2026-11-23T09:30:00+02:00', '2026-11-23T07:30:00.000000Z'],
    ['2026-11-23T09:30:00-02:30', '2026-11-23T12:00:00.000000Z'],
    ['2026-11-23T09:30:00+14:00', '2026-11-22T19:30:00.000000Z'],
    ['2026-11-23T09:30:00-00:00', '2026-11-23T09:30:00.000000Z'],
    ['2024-02-29T23:59:59.999999-23:59', '2024-03-01T23:58:59.999999Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000Z'],
    ['2017-01-01T00:59:60.25+01:00', '2017-01-01T00:00:00.250000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([
    ['2026-11-23', 'has no time'],
    ['2026-11-23T09:30:00', 'has no offset'],
    ['2026-11-23T09:30Z', 'has no second'],
    ['2026-11-23T09:30:00.Z', 'has an empty fraction'],
    ['26-11-23T09:30:00Z', 'has a short year'],
    ['2026-13-01T00:00:00Z', 'has a 13th month'],
    ['2026-02-29T00:00:00Z', 'has a 29th of February in a common year'],
    ['2026-04-31T00:00:00Z', 'has a 31st of April'],
    ['2026-11-00T00:00:00Z', 'has a day 0'],
    ['2026-11-23T24:00:00Z', 'has a 25th hour'],
    ['2026-11-23T09:60:00Z', 'has a 61st minute'],
    ['2026-11-23T09:30:61Z', 'has a 62nd second'],
    ['2026-11-23T09:30:00+24:00', 'has an offset of a day'],
    ['2026-11-23T09:30:00+0530', 'has an offset without a colon'],
    ['2026-11-23T09:30:00+05', 'has an offset without minutes'],
    ['2026-11-23\t09:30:00Z', 'has a tab before the time'],
    ['2026-11-23\u00a009:30:00Z', 'has a no-break space before the time'],
    ['2026-11-23T09:30:00+02:60', 'has an offset of 60 minutes'],
    ['0000-01-01T00:00:00+00:01', 'lies before the year 0 in UTC'],
    ['9999-12-31T23:59:59-00:01', 'lies after the year 9999 in UTC'],
    ['9999-12-31T23:59:60Z', 'ends after the year 9999'],
    ['', 'is empty'],
    ['２026-11-23T09:30:00Z', 'has a digit of another script'],
  ])('is not %s, which %s', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test('is the same moment whatever the offset of its text', () => {
    const moments = fc.integer({ min: -50 * YEAR_MS, max: 200 * YEAR_MS });
    const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    fc.assert(
      fc.property(moments, offsets, (millis, minutes) => {
        const local = showMillis(millis + minutes * 60_000).slice(0, -1);
        const size = Math.abs(minutes);
        const [hh, mm] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
        const instant = parseInstant(`${local}${minutes < 0 ? '-' : '+'}${hh}:${mm}`);
        expect(instant && instantToMillis(instant)).toBe(millis);
      }),
    );
  });

  test('is before another exactly when fewer nanoseconds have passed until it', () => {
    const moment = fc.tuple(
      fc.integer({ min: -2000 * YEAR_MS, max: 5000 * YEAR_MS }),
      fc.oneof(
        fc.integer({ min: 0, max: 999 }).map((micros) => micros * 1000),
        fc.integer({ min: 0, max: 999_999 }),
      ),
    );
    const read = ([millis, nanos]: [number, number]) =>
      parseInstant(showMillis(millis).replace('Z', `${String(nanos).padStart(6, '0')}Z`)) as Instant;
    const size = ([millis, nanos]: [number, number]) => BigInt(millis) * 1_000_000n + BigInt(nanos);
    fc.assert(
      fc.property(moment, moment, fc.boolean(), (a, other, isSameMillisecond) => {
        const b: [number, number] = isSameMillisecond ? [a[0], other[1]] : other;
        if (![a, b].every(([millis]) => showMillis(millis).length === 24)) return;
        expect(isBefore(read(a), read(b))).toBe(size(a) < size(b));
        expect(read(a) === read(b)).toBe(size(a) === size(b));
      }),
    );
  });

  test('has the same text as one that an earlier version stored with microseconds', () => {
    const stored = '2026-11-23T09:30:00.123456Z' as Instant;
    expect(parseInstant('2026-11-23T09:30:00.123456000Z')).toBe(stored);
    expect(isBefore(stored, parseInstant('2026-11-23T09:30:00.123456001Z') as Instant)).toBe(true);
    expect(isBefore(parseInstant('2026-11-23T09:30:00.123455999Z') as Instant, stored)).toBe(true);
  });

  test('is within a millisecond even if only its nanoseconds are not zero', () => {
    const instant = parseInstant('2026-11-23T09:30:00.000000001Z') as Instant;
    expect(instantToMillis(instant)).toBe(Date.parse('2026-11-23T09:30:00.000Z'));
    expect(firstMillisFrom(instant)).toBe(Date.parse('2026-11-23T09:30:00.001Z'));
  });

  test('is shown in milliseconds, and in micro- or nanoseconds only if they were sent', () => {
    const shown = (text: string) => showInstant(parseInstant(text) as never);
    expect(shown('2026-11-23T09:30:00+01:00')).toBe('2026-11-23T08:30:00.000Z');
    expect(shown('2026-11-23T09:30:00.120Z')).toBe('2026-11-23T09:30:00.120Z');
    expect(shown('2026-11-23T09:30:00.000001Z')).toBe('2026-11-23T09:30:00.000001Z');
    expect(shown('2026-11-23T09:30:00.000000001Z')).toBe('2026-11-23T09:30:00.000000001Z');
  });
});
