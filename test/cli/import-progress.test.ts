import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showImportProgress } from '../../src/cli/import/progress/show-progress.ts';

/** Creates the stream of a terminal or of a file. `shown` returns the text that was written to it. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  return { stream: stream as unknown as NodeJS.WriteStream, shown: () => String(stream.read() ?? '') };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const START = { rows: 0, end: 0 };

test('an import shows a bar with the rate and the remaining time on a terminal', () => {
  const { stream, shown } = screen(true);
  const progress = showImportProgress(1000, START, stream);
  vi.advanceTimersByTime(2000);
  for (let row = 1; row <= 50; row += 1) progress.rows(row, row * 10);
  progress.stop();
  const bar = shown();
  expect(bar).toContain('50 %  50 rows  25/s');
  expect(bar).toMatch(/\d+s left/);
});

test('an import prints a line every 10 seconds if the output is not a terminal, and none if it is shorter', () => {
  const { stream, shown } = screen(false);
  const progress = showImportProgress(1000, START, stream);
  progress.rows(1, 250);
  expect(shown()).toBe('');
  vi.advanceTimersByTime(10_000);
  expect(shown()).toBe('25 %, 1 row, 0/s\n');
  progress.stop();
  vi.advanceTimersByTime(60_000);
  expect(shown()).toBe('');
});

test('an import of a pipe, which has no size, shows the rows without a percentage', () => {
  const { stream, shown } = screen(false);
  const progress = showImportProgress(0, START, stream);
  vi.advanceTimersByTime(9_999);
  progress.rows(100, 250);
  vi.advanceTimersByTime(1);
  expect(shown()).toBe('100 rows, 10/s\n');
  progress.stop();
});

test('a resumed import shows all completed rows, and the rate of its own rows', () => {
  const { stream, shown } = screen(false);
  const progress = showImportProgress(1000, { rows: 500, end: 400 }, stream);
  vi.advanceTimersByTime(9_999);
  progress.rows(600, 480);
  vi.advanceTimersByTime(1);
  expect(shown()).toBe('48 %, 600 rows, 10/s\n');
  progress.stop();
});
