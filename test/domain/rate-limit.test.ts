import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAllowance } from '../../src/domain/rate-limit.ts';

const LIMIT = { perMinute: 100, burst: 200 };
const NOW = Date.parse('2026-11-23T12:00:00Z');

/** Asks at each of the times, one after the other, and says which were allowed. */
function ask(limit: typeof LIMIT, times: readonly number[]) {
  let fullAt: number | undefined;
  return times.map((now) => {
    const allowance = decideAllowance(limit, fullAt, now);
    fullAt = allowance.fullAt;
    return allowance;
  });
}

describe('an allowance', () => {
  test('lets a whole burst pass at once, and not one more', () => {
    const asked = ask(LIMIT, Array(201).fill(NOW));
    expect(asked.map(({ remaining }) => remaining)).toEqual([...Array(200).keys()].reverse().concat(0));
    expect(asked.map(({ isAllowed }) => isAllowed)).toEqual([...Array(200).fill(true), false]);
  });

  test('tells when one more passes, which is then so', () => {
    const [refused] = ask(LIMIT, Array(201).fill(NOW)).slice(-1);
    expect(refused?.waitMs).toBeCloseTo(600, 1);
    const times = [...Array(200).fill(NOW), NOW + 599, NOW + 601];
    expect(ask(LIMIT, times).slice(-2)).toMatchObject([{ isAllowed: false }, { isAllowed: true }]);
  });

  test('tells when the whole burst is allowed again', () => {
    expect(ask(LIMIT, Array(100).fill(NOW)).at(-1)?.fullAt).toBe(NOW + 60_000);
  });

  test('of a key that waited for days is one burst', () => {
    const later = NOW + 10 * 86_400_000;
    expect(ask(LIMIT, [NOW, later]).at(-1)).toMatchObject({ remaining: 199, fullAt: later + 600 });
  });

  test('is no lock-out when the clock is set back', () => {
    const past = NOW - 86_400_000;
    const [, , waited] = ask(LIMIT, [NOW, past, past + 1200]);
    expect(waited).toMatchObject({ isAllowed: true });
  });

  test('never lets more pass, over any stretch, than the burst and what the stretch adds', () => {
    const limit = fc.record({
      perMinute: fc.integer({ min: 1, max: 5000 }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    const steps = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(limit, steps, (figures, pauses) => {
        let now = NOW;
        const times = pauses.map((pause) => {
          now += pause;
          return now;
        });
        const passed = times.filter((_, index) => ask(figures, times)[index]?.isAllowed);
        for (const [index, from] of passed.entries()) {
          const to = passed.at(-1) ?? from;
          const most = figures.burst + ((to - from) / 60_000) * figures.perMinute;
          expect(passed.length - index).toBeLessThanOrEqual(most + 1e-3);
        }
      }),
      { numRuns: 50 },
    );
  });
});
