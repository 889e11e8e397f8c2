import { foldSource } from '../../../domain/customer.ts';
import { MINUTE_MS } from '../../../domain/store/request-counts.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import type { AccessLogEntry, RequestContext } from '../../request/request-context.ts';
import type { EndListener } from '../../run-pipeline.ts';
import { readSource } from '../requests/named-source.ts';

/** The outcomes of an item that a source sent. A linked item counts as updated, as in a batch. */
export const OUTCOMES = ['created', 'updated', 'unchanged', 'stale', 'failed'] as const;

export type ActivityOutcome = (typeof OUTCOMES)[number];

export type OutcomeCounts = Readonly<Record<ActivityOutcome, number>>;

/** The number of minutes for which counts are stored. */
const STORED_MINUTES = 24 * 60;

/** The maximum number of series. Sources above it share one, so that a client cannot fill the memory with invented sources. */
const MAX_SERIES = 64;

const OTHER_SOURCES = 'other sources';

/** Counts the items of each source by outcome, per minute, since the server started. */
export class Activity {
  readonly #series = new Map<string, Series>();
  readonly #clock: () => number;

  /** @param clock returns the time in UNIX milliseconds. */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** Adds the items of a request that has ended. */
  readonly recordRequest: EndListener = (entry, context) => {
    const synced = context.caller && readSyncOutcomes(entry, context);
    if (!context.caller || !synced) return;
    const now = this.#clock();
    for (const outcome of synced.outcomes) this.record(context.caller, synced.source, outcome, now);
  };

  /** Adds items of one outcome. @param now UNIX milliseconds. */
  record(tenant: Tenant, source: string, outcome: ActivityOutcome, now: number, count = 1): void {
    const minute = Math.floor(now / MINUTE_MS);
    this.#seriesOf(tenant, source).add(minute, outcome, count);
  }

  /** Returns the names of the sources, sorted. */
  sources(tenant: Tenant): string[] {
    const prefix = prefixOf(tenant);
    const keys = [...this.#series.keys()].filter((key) => key.startsWith(prefix));
    return keys.map((key) => key.slice(prefix.length)).sort();
  }

  /**
   * Returns the counts up to `now`, the oldest first.
   *
   * @param now UNIX milliseconds.
   * @param spanMinutes the number of minutes in each count.
   * @param spans the number of counts.
   */
  counts(tenant: Tenant, source: string, now: number, spanMinutes: number, spans: number): OutcomeCounts[] {
    const series = this.#series.get(prefixOf(tenant) + source);
    const last = Math.floor(now / MINUTE_MS);
    return Array.from({ length: spans }, (_, index) => {
      const end = last - (spans - 1 - index) * spanMinutes;
      return series?.sum(end - spanMinutes + 1, end) ?? ZERO;
    });
  }

  #seriesOf(tenant: Tenant, source: string): Series {
    const key = prefixOf(tenant) + source;
    const existing = this.#series.get(key);
    if (existing) return existing;
    if (this.#series.size >= MAX_SERIES && source !== OTHER_SOURCES) {
      return this.#seriesOf(tenant, OTHER_SOURCES);
    }
    const created = new Series();
    this.#series.set(key, created);
    return created;
  }
}

const ZERO: OutcomeCounts = { created: 0, updated: 0, unchanged: 0, stale: 0, failed: 0 };

/** The counts of one source, as a ring buffer of minutes. */
class Series {
  readonly #counts = new Uint32Array(STORED_MINUTES * OUTCOMES.length);
  readonly #minutes = new Uint32Array(STORED_MINUTES);

  add(minute: number, outcome: ActivityOutcome, count: number): void {
    const slot = minute % STORED_MINUTES;
    const start = slot * OUTCOMES.length;
    if (this.#minutes[slot] !== minute) {
      this.#minutes[slot] = minute;
      this.#counts.fill(0, start, start + OUTCOMES.length);
    }
    const at = start + OUTCOMES.indexOf(outcome);
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  sum(from: number, to: number): OutcomeCounts {
    const sums = { ...ZERO };
    for (let minute = from; minute <= to; minute += 1) {
      const slot = minute % STORED_MINUTES;
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

/** The outcomes of the items that one request sent for a source. */
interface SyncOutcomes {
  readonly source: string;
  readonly outcomes: readonly ActivityOutcome[];
}

/** Reads the outcomes of a request. Returns undefined for other operations, for dry runs and for replays. */
function readSyncOutcomes(entry: AccessLogEntry, context: RequestContext): SyncOutcomes | undefined {
  if (entry.isReplay || context.query?.dry_run === true) return undefined;
  switch (context.operation?.id) {
    case 'upsertCustomerByExternalId':
      return readOne(entry, context);
    case 'batchUpsertCustomers':
      return readBatch(entry, context);
    default:
      return undefined;
  }
}

/** Reads the outcome of a single upsert, in whose path the router has folded the source. */
function readOne({ outcome, status }: AccessLogEntry, { params }: RequestContext): SyncOutcomes | undefined {
  const source = readSource(params?.source);
  if (source === undefined) return undefined;
  return { source, outcomes: [status >= 400 ? 'failed' : asActivity(outcome ?? 'failed')] };
}

function readBatch(
  { status }: AccessLogEntry,
  { requestBody, response }: RequestContext,
): SyncOutcomes | undefined {
  const body = requestBody?.value as { source?: unknown; customers?: unknown } | undefined;
  const sent = readSource(body?.source);
  if (sent === undefined || !Array.isArray(body?.customers)) return undefined;
  const source = foldSource(sent);
  if (status >= 400 || !response) return { source, outcomes: body.customers.map(() => 'failed') };
  const { results } = JSON.parse(response.body.toString()) as { results: { outcome: string }[] };
  return { source, outcomes: results.map(({ outcome }) => asActivity(outcome)) };
}

function asActivity(outcome: string): ActivityOutcome {
  return outcome === 'linked' ? 'updated' : (outcome as ActivityOutcome);
}
