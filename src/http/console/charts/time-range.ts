import { MINUTE_MS } from '../../../domain/store/request-counts.ts';
import { html } from '../../pages/html.ts';
import { textOf } from '../page-request.ts';

/** The ranges of time that a chart can show. A range consists of spans, each of which is one bar. */
export const RANGES = {
  hour: { text: 'the last hour', tab: 'Last hour', spanMinutes: 1, spans: 60 },
  day: { text: 'the last 24 hours', tab: 'Last 24 hours', spanMinutes: 30, spans: 48 },
  week: { text: 'the last 7 days', tab: 'Last 7 days', spanMinutes: 120, spans: 84 },
} as const;

export type RangeName = keyof typeof RANGES;

export interface TimeRange {
  readonly name: RangeName;
  readonly text: string;
  readonly spanMinutes: number;
  readonly spans: number;
  /** The first minute, since 1970. Spans begin at full minutes, half hours and even hours. */
  readonly from: number;
}

/** Returns a range whose last span contains `now`. @param now UNIX milliseconds. */
export function timeRange(name: RangeName, now: number): TimeRange {
  const { text, spanMinutes, spans } = RANGES[name];
  const last = Math.floor(now / MINUTE_MS / spanMinutes);
  return { name, text, spanMinutes, spans, from: (last - spans + 1) * spanMinutes };
}

/** Reads the range of a query. Default: the last hour. */
export function readRangeName(value: unknown): RangeName {
  const text = textOf(value);
  return Object.hasOwn(RANGES, text) ? (text as RangeName) : 'hour';
}

/** Renders the links to the ranges. */
export function rangeTabs(chosen: RangeName, linkTo: (name: RangeName) => string) {
  const tabs = (Object.keys(RANGES) as RangeName[]).map(
    (name) =>
      html`<a href="${linkTo(name)}"${name === chosen && html` aria-current="page"`}>${RANGES[name].tab}</a> `,
  );
  return html`<p class="tabs">${tabs}<span class="faint">Times in UTC</span></p>`;
}
