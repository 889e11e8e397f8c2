import { expect, test } from 'vitest';
import { axisTicks, drawChart } from '../../bench/performance/chart.ts';
import { chartPanels, type Panel } from '../../bench/performance/chart-panels.ts';
import { readResults, renderChart } from '../../bench/performance/report.ts';

const TEXT = { title: 'Title of the chart', subtitle: 'Measured on 2 cores.' };
const PANELS: readonly Panel[] = [
  {
    title: 'Writes',
    axisLabel: 'requests per second (higher is better)',
    bars: [
      { label: 'upsertd', value: 6866, text: '6,866 requests/s', isOurs: true },
      { label: 'Express & <validator>', value: 3433, text: '3,433 requests/s', isOurs: false },
    ],
  },
  {
    title: 'Latency',
    axisLabel: 'milliseconds (lower is better)',
    bars: [{ label: 'bare server', value: 10.22, text: '10.22 ms', isOurs: false }],
  },
];

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const barWidths = (svg: string) =>
  [...svg.matchAll(/<rect class="(?:ours|other)"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));

test('the chart draws one bar, its label and its value with the unit for every row', () => {
  const svg = drawChart(TEXT, PANELS);
  expect(barWidths(svg)).toHaveLength(3);
  expect(texts(svg)).toEqual(
    expect.arrayContaining([
      ...['Writes', 'upsertd', '6,866 requests/s', 'Express &amp; &lt;validator>', '3,433 requests/s'],
      ...['requests per second (higher is better)', 'Latency', 'bare server', '10.22 ms'],
      'milliseconds (lower is better)',
    ]),
  );
});

test('the lengths of two bars in one panel have the ratio of their values', () => {
  const [first = 0, second = 0] = barWidths(drawChart(TEXT, PANELS));
  expect(first / second).toBeCloseTo(2, 1);
});

test('the description of the chart for screen readers contains every label and value', () => {
  const svg = drawChart(TEXT, PANELS);
  expect(svg).toContain('<title id="title">Title of the chart</title>');
  expect(/<desc[^>]*>(.*)<\/desc>/.exec(svg)?.[1]).toBe(
    'Measured on 2 cores. Writes, requests per second (higher is better): upsertd: 6,866 requests/s; ' +
      'Express &amp; &lt;validator>: 3,433 requests/s. ' +
      'Latency, milliseconds (lower is better): bare server: 10.22 ms.',
  );
});

test('every panel of the chart of the saved results has an axis label and a unit on each bar', () => {
  const panels = chartPanels(readResults('docs/bench'));
  expect(panels.map(({ axisLabel }) => axisLabel)).toEqual([
    'requests per second (higher is better)',
    'customers per second (higher is better)',
    'milliseconds (lower is better)',
  ]);
  for (const { text } of panels.flatMap(({ bars }) => bars)) {
    expect(text).toMatch(/^[\d,.]+ (requests\/s|customers\/s|ms)$/);
  }
});

test('the chart leaves out a panel if the run did not measure its metrics', () => {
  const { machine, comparisons } = readResults('docs/bench');
  const svg = renderChart({ machine, comparisons: comparisons.slice(0, 1) });
  expect(texts(svg)).toContain('requests per second (higher is better)');
  expect(texts(svg)).not.toContain('milliseconds (lower is better)');
});

test.each([
  [14_664, [0, 5000, 10_000, 15_000]],
  [42.43, [0, 10, 20, 30, 40, 50]],
  [0.3, [0, 0.1, 0.2, 0.3]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
])('an axis for values up to %d has ticks at round values', (maximum, ticks) => {
  expect(axisTicks(maximum)).toEqual(ticks);
});
