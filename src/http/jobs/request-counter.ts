import {
  addCounts,
  COUNTED_MINUTES,
  COUNTED_TENANTS,
  type CountQuery,
  MINUTE_MS,
  type MinuteCounts,
  NO_REQUESTS,
  type RequestCountReads,
  type RequestCountWrites,
  type StatusCounts,
  statusClass,
} from '../../domain/store/request-counts.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { EndListener } from '../run-pipeline.ts';

export interface RequestCounterOptions {
  readonly requestCounts: RequestCountReads & RequestCountWrites;
  /** Returns the time in UNIX milliseconds. */
  readonly clock: () => number;
  /** Called with the error if counts could not be stored. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** The maximum number of counts that wait to be stored, for example while the disk is full. The oldest ones are dropped. */
const MAX_WAITING = 4096;

/** The maximum number of queries whose results are remembered until the next flush. */
const MAX_CACHED = 100;

type Counts = ReadonlyMap<string, MinuteCounts>;

/**
 * Counts requests per minute, tenant and class of status. It stores the counts once per minute and at its stop, in one
 * write, so that no request waits for it. A crash loses the counts of the last minute.
 */
export class RequestCounter {
  readonly #options: RequestCounterOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #cache = new Map<string, Promise<readonly StatusCounts[]>>();
  #waiting = new Map<string, MinuteCounts>();
  /** The counts that are being stored. */
  #leaving: Counts = new Map();
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: RequestCounterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), MINUTE_MS).unref();
  }

  readonly record: EndListener = ({ status }, { caller }) => {
    const minute = Math.floor(this.#options.clock() / MINUTE_MS);
    this.#add({ minute, tenant: caller, counts: { ...NO_REQUESTS, [statusClass(status)]: 1 } });
  };

  /** Returns the counts of each span of the query. */
  async counts(query: CountQuery): Promise<StatusCounts[]> {
    const spans = [...(await this.#stored(query))];
    for (const { minute, tenant, counts } of [...this.#leaving.values(), ...this.#waiting.values()]) {
      const span = Math.floor((minute - query.from) / query.spanMinutes);
      const before = spans[span];
      if (before && (!query.tenant || isSame(query.tenant, tenant))) spans[span] = addCounts(before, counts);
    }
    return spans;
  }

  /** Stores the counts, after a flush that runs already. If this fails, they wait for the next flush. Never rejects. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flush());
    return this.#flushing;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #flush(): Promise<void> {
    this.#cache.clear();
    if (this.#waiting.size === 0) return;
    const { requestCounts, clock, onError } = this.#options;
    this.#leaving = this.#waiting;
    this.#waiting = new Map();
    const oldest = Math.floor(clock() / MINUTE_MS) - COUNTED_MINUTES;
    let failed: Counts = new Map();
    try {
      await requestCounts.add([...this.#leaving.values()], oldest);
    } catch (error) {
      failed = this.#leaving;
      onError?.(error);
    }
    this.#leaving = new Map();
    this.#cache.clear();
    for (const counts of failed.values()) this.#add(counts);
  }

  #add({ minute, tenant, counts }: MinuteCounts): void {
    const own = keyOf(minute, tenant);
    const isOwn = tenant === undefined || this.#waiting.has(own) || this.#tenantsOf(minute) < COUNTED_TENANTS;
    const key = isOwn ? own : keyOf(minute, undefined);
    const before = this.#waiting.get(key)?.counts ?? NO_REQUESTS;
    const { merchantId, mode } = tenant ?? {};
    this.#waiting.set(key, {
      minute,
      counts: addCounts(before, counts),
      ...(isOwn && merchantId && mode && { tenant: { merchantId, mode } }),
    });
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined && this.#waiting.size > MAX_WAITING) this.#waiting.delete(oldest);
  }

  /** Counts the tenants that have counts of their own in a minute. */
  #tenantsOf(minute: number): number {
    let count = 0;
    for (const each of this.#waiting.values()) if (each.minute === minute && each.tenant) count += 1;
    return count;
  }

  /** Reads the stored counts of each span, at most once per query until the next flush. */
  #stored(query: CountQuery): Promise<readonly StatusCounts[]> {
    const { from, spanMinutes, spans, tenant } = query;
    const key = [from, spanMinutes, spans, keyOf(0, tenant)].join(' ');
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const read = this.#readSpans(query);
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    this.#cache.set(key, read);
    read.catch(() => this.#cache.delete(key));
    return read;
  }

  async #readSpans(query: CountQuery): Promise<readonly StatusCounts[]> {
    const found = await this.#options.requestCounts.list(query);
    const bySpan = new Map(found.map(({ span, counts }) => [span, counts]));
    return Array.from({ length: query.spans }, (_, span) => bySpan.get(span) ?? NO_REQUESTS);
  }
}

function keyOf(minute: number, tenant: Tenant | undefined): string {
  return tenant ? `${minute} ${tenant.merchantId} ${tenant.mode}` : `${minute}`;
}

function isSame(one: Tenant, other: Tenant | undefined): boolean {
  return one.merchantId === other?.merchantId && one.mode === other.mode;
}
