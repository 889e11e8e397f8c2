import type { Tenant } from '../tenant.ts';

/** The classes of statuses that are counted. */
export const STATUS_CLASSES = ['successes', 'redirects', 'clientErrors', 'serverErrors'] as const;

export type StatusClass = (typeof STATUS_CLASSES)[number];

/** Numbers of requests by the class of their status: 2xx, 3xx, 4xx and 5xx. */
export type StatusCounts = Readonly<Record<StatusClass, number>>;

export const NO_REQUESTS: StatusCounts = { successes: 0, redirects: 0, clientErrors: 0, serverErrors: 0 };

export const MINUTE_MS = 60_000;

/** For how many minutes counts are stored: 7 days. */
export const COUNTED_MINUTES = 7 * 24 * 60;

/** The requests of one minute. */
export interface MinuteCounts {
  /** Minutes since 1970. */
  readonly minute: number;
  /** Absent for requests without a valid key, and for tenants above COUNTED_TENANTS. */
  readonly tenant?: Tenant | undefined;
  readonly counts: StatusCounts;
}

/** The maximum number of tenants that have counts of their own in one minute. The others share one. */
export const COUNTED_TENANTS = 50;

/** Selects consecutive spans of minutes. */
export interface CountQuery {
  /** Default: the requests of all tenants, and those without a valid key. */
  readonly tenant?: Tenant | undefined;
  /** The first minute, since 1970. */
  readonly from: number;
  readonly spanMinutes: number;
  /** The number of spans. */
  readonly spans: number;
}

/** The requests of one span. */
export interface SpanCounts {
  /** 0 for the first span of the query. */
  readonly span: number;
  readonly counts: StatusCounts;
}

export interface RequestCountReads {
  /** Returns the spans that have requests, in order. */
  list(query: CountQuery): Promise<readonly SpanCounts[]>;
}

export interface RequestCountWrites {
  /**
   * Adds counts to those that are stored, and deletes older ones.
   *
   * @param oldest the first minute, since 1970, whose counts stay.
   */
  add(counts: readonly MinuteCounts[], oldest: number): Promise<void>;
}

/** Returns the class of a status. */
export function statusClass(status: number): StatusClass {
  if (status >= 500) return 'serverErrors';
  if (status >= 400) return 'clientErrors';
  return status >= 300 ? 'redirects' : 'successes';
}

/** Adds two counts. */
export function addCounts(one: StatusCounts, other: StatusCounts): StatusCounts {
  return {
    successes: one.successes + other.successes,
    redirects: one.redirects + other.redirects,
    clientErrors: one.clientErrors + other.clientErrors,
    serverErrors: one.serverErrors + other.serverErrors,
  };
}
