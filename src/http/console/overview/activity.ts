import type { Tenant } from '../../../domain/tenant.ts';

/** What became of an item that a source sent. A link is an update to whoever watches a synchronisation. */
export const OUTCOMES = ['created', 'updated', 'unchanged', 'stale', 'failed'] as const;

export type ActivityOutcome = (typeof OUTCOMES)[number];

export type OutcomeCounts = Readonly<Record<ActivityOutcome, number>>;

/** How far back minutes are remembered. */
const REMEMBERED_MINUTES = 24 * 60;

/** Further sources are counted together, so that nobody fills the memory by inventing some. */
const MOST_SERIES = 64;

const OTHER_SOURCES = 'other sources';

const MINUTE_MS = 60_000;

/** How many items of each source came to which outcome, minute by minute, since the server started. */
export class Activity {
  readonly #series = new Map<string, Series>();

  /** @param now UNIX milliseconds. */
  note(tenant: Tenant, source: string, outcome: ActivityOutcome, now: number, count = 1): void {
    const minute = Math.floor(now / MINUTE_MS);
    this.#seriesOf(tenant, source).add(minute, outcome, count);
  }

  /** By name. */
  sources(tenant: Tenant): string[] {
    const prefix = prefixOf(tenant);
    const keys = [...this.#series.keys()].filter((key) => key.startsWith(prefix));
    return keys.map((key) => key.slice(prefix.length)).sort();
  }

  /**
   * Counts up to now, the oldest first.
   *
   * @param spanMinutes how many minutes each count sums up.
   */
  counts(tenant: Tenant, source: string, now: number, spanMinutes: number, spans: number): OutcomeCounts[] {
    const series = this.#series.get(prefixOf(tenant) + source);
    const last = Math.floor(now / MINUTE_MS);
    return Array.from({ length: spans }, (_, index) => {
      const end = last - (spans - 1 - index) * spanMinutes;
      return series?.sum(end - spanMinutes + 1, end) ?? NOTHING;
    });
  }

  #seriesOf(tenant: Tenant, source: string): Series {
    const key = prefixOf(tenant) + source;
    const known = this.#series.get(key);
    if (known) return known;
    if (this.#series.size >= MOST_SERIES && source !== OTHER_SOURCES) {
      return this.#seriesOf(tenant, OTHER_SOURCES);
    }
    const made = new Series();
    this.#series.set(key, made);
    return made;
  }
}

const NOTHING: OutcomeCounts = { created: 0, updated: 0, unchanged: 0, stale: 0, failed: 0 };

/** A ring of minutes. */
class Series {
  readonly #counts = new Uint32Array(REMEMBERED_MINUTES * OUTCOMES.length);
  readonly #minutes = new Uint32Array(REMEMBERED_MINUTES);

  add(minute: number, outcome: ActivityOutcome, count: number): void {
    const slot = minute % REMEMBERED_MINUTES;
    const start = slot * OUTCOMES.length;
    if (this.#minutes[slot] !== minute) {
      this.#minutes[slot] = minute;
      this.#counts.fill(0, start, start + OUTCOMES.length);
    }
    const at = start + OUTCOMES.indexOf(outcome);
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  sum(from: number, to: number): OutcomeCounts {
    const sums = { ...NOTHING };
    for (let minute = from; minute <= to; minute += 1) {
      const slot = minute % REMEMBERED_MINUTES;
      if (this.#minutes[slot] !== minute) continue;
      for (const [index, outcome] of OUTCOMES.entries()) {
        sums[outcome] += this.#counts[slot * OUTCOMES.length + index] ?? 0;
      }
    }
    return sums;
  }
}

function prefixOf({ merchantId, mode }: Tenant): string {
  return `${merchantId} ${mode} `;
}
