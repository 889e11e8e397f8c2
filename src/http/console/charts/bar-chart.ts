import { showMillis } from '../../../domain/instant.ts';
import { MINUTE_MS } from '../../../domain/store/request-counts.ts';
import { html } from '../../pages/html.ts';
import { showTime } from '../show-time.ts';
import type { TimeRange } from './time-range.ts';

const WIDTH = 600;
const HEIGHT = 96;
const GAP = 2;
const LABELS = 4;

/** One kind of a count, which has its own colour and its own column of the table. */
export interface Series<K extends string> {
  /** The class of its bars in the style sheet. */
  readonly key: K;
  readonly text: string;
}

export interface BarChart<K extends string> {
  /** Identifies the table of the chart on the page. */
  readonly id: string;
  readonly series: readonly Series<K>[];
  readonly range: TimeRange;
  /** The counts of each span, the oldest first. */
  readonly counts: readonly Readonly<Record<K, number>>[];
  /** Returns the address of the requests of a span. Both times are UNIX milliseconds; `to` is not part of the span. */
  readonly linkTo: (from: number, to: number) => string;
}

/** Renders counts as stacked bars with axes, the sums of the series, and a table with the same figures. */
export function barChart<K extends string>(chart: BarChart<K>) {
  const { series, counts } = chart;
  const sums = series.map(({ key }) => counts.reduce((sum, each) => sum + each[key], 0));
  return html`${plot(chart)}
<ul class="legend">${series.map(({ key, text }, index) => html`<li class="${key}">${text} <strong>${sums[index]?.toLocaleString('en')}</strong></li>`)}</ul>
${table(chart)}`;
}

/** Renders the bars. Screen readers and keyboards use the table, which has the same figures and links. */
function plot<K extends string>(chart: BarChart<K>) {
  const { series, counts, range } = chart;
  const top = axisTop(Math.max(...counts.map((each) => totalOf(series, each))));
  const width = WIDTH / range.spans;
  const bars = counts.map((each, index) => {
    const total = totalOf(series, each);
    const x = index * width;
    let y = HEIGHT;
    const parts = series.map(({ key }) => {
      if (each[key] === 0) return null;
      const height = (each[key] / top) * HEIGHT;
      y -= height;
      return html`<rect class="${key}" x="${round(x)}" y="${round(y)}" width="${round(width - GAP)}" height="${round(height)}"/>`;
    });
    const hit = html`<title>${spanText(chart, index)}</title><rect class="hit" x="${round(x)}" y="0" width="${round(width)}" height="${HEIGHT}"/>${parts}`;
    return total === 0
      ? html`<g>${hit}</g>`
      : html`<a href="${chart.linkTo(...spanOf(range, index))}" tabindex="-1">${hit}</a>`;
  });
  const lines = [0, HEIGHT / 2].map(
    (y) => html`<line x1="0" x2="${WIDTH}" y1="${y}" y2="${y}" vector-effect="non-scaling-stroke"/>`,
  );
  return html`<div class="plot" aria-hidden="true"><ul class="y-axis">${[top, top / 2, 0].map((tick) => html`<li>${tick.toLocaleString('en')}</li>`)}</ul>
<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">${lines}${bars}</svg>
<ul class="x-axis">${timeLabels(range).map((label) => html`<li>${label}</li>`)}</ul></div>`;
}

function table<K extends string>(chart: BarChart<K>) {
  const { id, series, counts, range, linkTo } = chart;
  const rows = counts
    .map((each, index) => ({ each, index }))
    .filter(({ each }) => totalOf(series, each) > 0)
    .toReversed();
  return html`<details class="figures-table" id="${id}"><summary>As a table</summary>${
    rows.length === 0
      ? html`<p class="empty">No requests in ${range.text}.</p>`
      : html`<div class="scroll" tabindex="0"><table><thead><tr><th>From</th>${series.map(({ text }) => html`<th class="number">${text}</th>`)}</tr></thead><tbody>${rows.map(
          ({ each, index }) => {
            const [from, to] = spanOf(range, index);
            return html`<tr><td><a href="${linkTo(from, to)}">${showTime(from)}</a></td>${series.map(({ key }) => html`<td class="number">${each[key].toLocaleString('en')}</td>`)}</tr>`;
          },
        )}</tbody></table></div>`
  }</details>`;
}

function spanOf({ from, spanMinutes }: TimeRange, index: number): [from: number, to: number] {
  const start = (from + index * spanMinutes) * MINUTE_MS;
  return [start, start + spanMinutes * MINUTE_MS];
}

/** Describes one bar, such as `2026-12-01 12:00 to 12:30 UTC: 5 created, 1 failed`. */
function spanText<K extends string>({ series, counts, range }: BarChart<K>, index: number): string {
  const [from, to] = spanOf(range, index).map((millis) => showMillis(millis));
  const shown = series
    .map(({ key, text }) => [counts[index]?.[key] ?? 0, text] as const)
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count.toLocaleString('en')} ${text}`);
  const figures = shown.length === 0 ? 'none' : shown.join(', ');
  return `${from?.slice(0, 10)} ${from?.slice(11, 16)} to ${to?.slice(11, 16)} UTC: ${figures}`;
}

/** Returns the times at the edges of the quarters of a range, in UTC. A range of several days has dates. */
function timeLabels(range: TimeRange): string[] {
  const [start] = spanOf(range, 0);
  const length = range.spans * range.spanMinutes * MINUTE_MS;
  return Array.from({ length: LABELS + 1 }, (_, index) => {
    const text = showMillis(start + (length / LABELS) * index);
    return range.name === 'week' ? text.slice(5, 10) : text.slice(11, 16);
  });
}

/** Returns the end of the vertical axis: the next of 2, 4, 6, 8, 10, 20, 40 …, whose halves are whole numbers. */
function axisTop(highest: number): number {
  for (let unit = 1; ; unit *= 10) {
    const found = [2, 4, 6, 8, 10].find((factor) => factor * unit >= highest);
    if (found !== undefined) return found * unit;
  }
}

function totalOf<K extends string>(
  series: readonly Series<K>[],
  counts: Readonly<Record<K, number>>,
): number {
  return series.reduce((sum, { key }) => sum + counts[key], 0);
}

function round(value: number): string {
  return value.toFixed(2);
}
