import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readResults, writeReport } from '../../bench/performance/report.ts';
import {
  formatNumber,
  formatValue,
  isMet,
  type Results,
  relativeTarget,
} from '../../bench/performance/results.ts';
import { renderTable } from '../../bench/performance/table.ts';

const RESULTS: Results = {
  machine: { cores: 2, processor: 'Example CPU', memoryGiB: 4, node: 'v24.0.0', date: '2026-01-02' },
  comparisons: [
    {
      title: 'Writes',
      method: 'One connection.',
      better: 'higher',
      metrics: [
        {
          id: 'writes',
          name: 'single writes',
          unit: 'requests/s',
          values: [
            { subject: 'upsertd', value: 1500 },
            { subject: 'bare server', value: 2000 },
          ],
          targets: [
            {
              subject: 'upsertd',
              comparedTo: 'bare server',
              condition: 'at least',
              limit: 0.85,
              measured: 0.8479,
            },
          ],
        },
        {
          id: 'p99',
          name: '99th percentile',
          unit: 'ms',
          values: [{ subject: 'upsertd', value: 8.25 }],
          targets: [{ subject: 'upsertd', condition: 'at most', limit: 10, measured: 8.25 }],
        },
      ],
    },
  ],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the table contains the machine, every value in a column with its unit, and every target', () => {
  const lines = renderTable(RESULTS).split('\n');
  expect(lines[2]).toContain('2 cores (Example CPU), 4 GiB of memory, Linux, Node v24.0.0, on 2026-01-02');
  expect(lines).toEqual(
    expect.arrayContaining([
      'One connection. Higher values are better.',
      '|  | single writes, requests/s | 99th percentile, ms |',
      '| upsertd | 1,500 | 8.25 |',
      '| bare server | 2,000 |  |',
      '| Writes | single writes | upsertd: at least 0.85 × bare server | 0.848 × | no |',
      '| Writes | 99th percentile | upsertd: at most 10 ms | 8.25 ms | yes |',
    ]),
  );
});

test('a report written from saved results has the same three files as the first one', () => {
  const files = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  writeReport(folder, RESULTS);
  const first = files();
  expect(first.map(([name]) => name)).toEqual(['performance.svg', 'results.json', 'table.md']);
  writeReport(folder, readResults(folder));
  expect(files()).toEqual(first);
});

test('the committed table and chart are those of the committed results', () => {
  writeReport(folder, readResults('docs/bench'));
  for (const name of ['results.json', 'table.md', 'performance.svg']) {
    const drawn = readFileSync(join(folder, name), 'utf8');
    expect(drawn, `${name}: run make bench-render`).toBe(readFileSync(join('docs/bench', name), 'utf8'));
  }
});

test('a relative target is measured as the subject divided by what it is compared to', () => {
  const values = { small: 2, large: 3 };
  const target = relativeTarget(values, 'large', 'at most', 1.5, 'small');
  expect(target.measured).toBe(1.5);
  expect(isMet(target)).toBe(true);
  expect(isMet({ ...target, condition: 'at least', limit: 1.6 })).toBe(false);
});

test.each([
  [6866.4, '6,866'],
  [915, '915'],
  [42.434, '42.43'],
  [0.29, '0.29'],
  [0.004, 'under 0.01'],
  [0, 'under 0.01'],
])('the number %d is shown as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
  expect(formatValue(value, 'ms')).toBe(`${text} ms`);
});
