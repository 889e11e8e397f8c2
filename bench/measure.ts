/** Durations in milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
}

/**
 * Measures repeated runs of a function, after one run that does not count.
 *
 * @param atMostMs stops early after this time, in milliseconds, but not before the third run.
 */
export async function measure(
  run: () => unknown,
  { runs = 200, atMostMs = 4000 }: { runs?: number; atMostMs?: number } = {},
): Promise<Times> {
  await run();
  const times: number[] = [];
  const start = performance.now();
  while (times.length < runs && (times.length < 3 || performance.now() - start < atMostMs)) {
    const before = performance.now();
    await run();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
