import { type Instant, instantToMillis, parseInstant } from '../../../domain/instant.ts';
import type { Connector } from '../../../pull/connector/connector.ts';
import type { WalkState } from '../../../pull/read/walk.ts';

export interface NextTimeOptions {
  readonly connector: Connector;
  readonly walk: WalkState;
  /** The newest time of a record. */
  readonly newest: Instant | undefined;
  /** The time of the source at the start of the run, in UNIX milliseconds. */
  readonly startedAt: number;
  readonly before: Instant | undefined;
}

/**
 * Returns the time of the next checkpoint: the newest time of a record, at most the start of the run, minus the lag. It never
 * goes back, and it stays if the source changed between two pages, because a record may have moved to a page that was
 * already read.
 */
export function nextTime(options: NextTimeOptions): { time: Instant | undefined; isHeld: boolean } {
  const { connector, walk, newest, startedAt, before } = options;
  const { incremental } = connector;
  if (!incremental || newest === undefined) return { time: before, isHeld: false };
  const newestMillis = instantToMillis(newest);
  // In a list that is sorted by time, a change moves its record to the end, and each later record one place forward.
  const isSorted = incremental.rowOrder === 'asc' && walk.pages > 1;
  if (walk.hasMoved || (isSorted && newestMillis >= startedAt)) return { time: before, isHeld: true };
  const millis = Math.min(newestMillis, startedAt) - incremental.lagMs;
  const time = parseInstant(new Date(Math.max(0, millis)).toISOString()) ?? undefined;
  return {
    time: time === undefined || (before !== undefined && before > time) ? before : time,
    isHeld: false,
  };
}
