import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { MINUTE_MS } from '../../../domain/store/request-counts.ts';
import type { EndListener } from '../../run-pipeline.ts';

/** The number of minutes that the figures cover, including the current one. */
export const FIGURE_MINUTES = 15;

/** The longest duration that the histogram distinguishes: a longer one counts as this one. Microseconds. */
const MAX_MICROSECONDS = 600_000_000;

interface Minute {
  readonly minute: number;
  requests: number;
  clientErrors: number;
  serverErrors: number;
  readonly durations: RecordableHistogram;
}

/** The figures of the requests of the last FIGURE_MINUTES minutes. */
export interface RequestSummary {
  readonly requests: number;
  /** Responses with a status of 400 to 499. */
  readonly clientErrors: number;
  /** Responses with a status of 500 or above. */
  readonly serverErrors: number;
  /** The median duration in milliseconds; undefined without requests. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** Counts requests and their durations per minute, in a bounded amount of memory. */
export class RequestFigures {
  readonly #minutes: Minute[] = [];
  readonly #clock: () => number;

  /** @param clock returns the time in UNIX milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  readonly record: EndListener = ({ status, milliseconds }) => {
    const current = this.#currentMinute();
    current.requests += 1;
    if (status >= 500) current.serverErrors += 1;
    else if (status >= 400) current.clientErrors += 1;
    current.durations.record(Math.min(MAX_MICROSECONDS, Math.max(1, Math.round(milliseconds * 1000))));
  };

  summary(): RequestSummary {
    const oldest = this.#thisMinute() - FIGURE_MINUTES;
    const recent = this.#minutes.filter(({ minute }) => minute > oldest);
    const durations = newHistogram();
    for (const each of recent) durations.add(each.durations);
    const percentile = (share: number) =>
      durations.count === 0 ? undefined : durations.percentile(share) / 1000;
    const sum = (name: 'requests' | 'clientErrors' | 'serverErrors') =>
      recent.reduce((total, each) => total + each[name], 0);
    return {
      requests: sum('requests'),
      clientErrors: sum('clientErrors'),
      serverErrors: sum('serverErrors'),
      p50: percentile(50),
      p95: percentile(95),
    };
  }

  #currentMinute(): Minute {
    const minute = this.#thisMinute();
    const slot = minute % FIGURE_MINUTES;
    const existing = this.#minutes.find((each) => each.minute === minute);
    if (existing) return existing;
    const created = { minute, requests: 0, clientErrors: 0, serverErrors: 0, durations: newHistogram() };
    const index = this.#minutes.findIndex((each) => each.minute % FIGURE_MINUTES === slot);
    if (index === -1) this.#minutes.push(created);
    else this.#minutes[index] = created;
    return created;
  }

  #thisMinute(): number {
    return Math.floor(this.#clock() / MINUTE_MS);
  }
}

function newHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: MAX_MICROSECONDS, figures: 2 });
}
