import { describe, expect, test } from 'vitest';
import { parseSourceTime, showLike } from '../../src/pull/read/source-time.ts';

describe('a time of a source', () => {
  test.each([
    ['2026-01-02T03:04:05Z', undefined, '2026-01-02T03:04:05.000000Z', true],
    ['2026-01-02 03:04:05+01:00', undefined, '2026-01-02T02:04:05.000000Z', true],
    ['2026-01-02 03:04:05', undefined, '2026-01-02T03:04:05.000000Z', false],
    ['2026-01-02T03:04:05.123456', 'Europe/Oslo', '2026-01-02T02:04:05.123456Z', true],
    ['2026-07-02 03:04', 'Europe/Oslo', '2026-07-02T01:04:00.000000Z', true],
    ['2026-01-02', undefined, '2026-01-02T00:00:00.000000Z', false],
    [1_767_323_045, undefined, '2026-01-02T03:04:05.000000Z', true],
    [1_767_323_045_123, undefined, '2026-01-02T03:04:05.123000Z', true],
  ])('%s in %s is %s', (value, zone, instant, isZoned) => {
    expect(parseSourceTime(value, zone)).toEqual({ instant, isZoned });
  });

  test.each([['soon'], [''], [null], [{}], ['2026-13-01'], ['2026-02-30 00:00:00']])(
    '%s is no time',
    (value) => {
      expect(parseSourceTime(value)).toBeUndefined();
    },
  );

  test('in the hour that occurs twice is the later instant', () => {
    expect(parseSourceTime('2026-10-25 02:30:00', 'Europe/Oslo')?.instant).toBe(
      '2026-10-25T01:30:00.000000Z',
    );
  });

  test('is written in the form of a sample', () => {
    const millis = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    expect(showLike('1970-01-01T00:00:00Z', millis, undefined)).toBe('2026-01-02T03:04:05Z');
    expect(showLike('1970-01-01 00:00:00', millis, undefined)).toBe('2026-01-02 03:04:05');
    expect(showLike('1970-01-01 00:00:00', millis, 'Europe/Oslo')).toBe('2026-01-02 04:04:05');
    expect(showLike('1970-01-01T00:00:00.000+00:00', millis, undefined)).toBe(
      '2026-01-02T03:04:05.678+00:00',
    );
    expect(showLike('1970-01-01', millis, undefined)).toBe('2026-01-02');
    expect(showLike(0, millis, undefined)).toBe('1767323045');
  });

  test('before the end of summer time is written an hour earlier, since later changes have earlier local times', () => {
    const before = Date.UTC(2026, 9, 25, 0, 30);
    expect(showLike('1970-01-01 00:00:00', before, 'Europe/Oslo')).toBe('2026-10-25 01:30:00');
    expect(showLike('1970-01-01 00:00:00', before - 3_600_000, 'Europe/Oslo')).toBe('2026-10-25 01:30:00');
  });
});
