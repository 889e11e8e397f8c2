import { type Instant, instantToMillis } from '../../../domain/instant.ts';
import { hasFilter } from '../../../pull/read/page-requests.ts';
import { parseSourceTime, showLike } from '../../../pull/read/source-time.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { FilterState, RunOptions } from './run-types.ts';

/** What a run asks for and sends. */
export interface RunPlan {
  readonly isFull: boolean;
  /** The filter in the form of the source; undefined sends none. */
  readonly startValue: string | undefined;
  /** The time from which on records are sent. */
  readonly since: Instant | undefined;
}

/** Decides whether a run is full, and the filter of an incremental one. @param now UNIX milliseconds. */
export function planRun(
  { connector, isFull, fullEveryMs }: Pick<RunOptions, 'connector' | 'isFull' | 'fullEveryMs'>,
  before: Checkpoint | undefined,
  map: string,
  now: number,
): RunPlan {
  const { incremental, endpoint } = connector;
  const isDue = before?.fullAt === undefined || now - before.fullAt >= fullEveryMs;
  if (!incremental || before?.time === undefined || isFull || isDue || before.map !== map)
    return { isFull: true, startValue: undefined, since: undefined };
  if (!hasFilter(endpoint)) return { isFull: false, startValue: undefined, since: before.time };
  const { initialValue, timeZone } = incremental;
  const startValue = showLike(initialValue, instantToMillis(before.time), timeZone);
  // The source compares with the rounded text.
  const rounded = parseSourceTime(
    typeof initialValue === 'number' ? Number(startValue) : startValue,
    timeZone,
  );
  const since = rounded && rounded.instant < before.time ? rounded.instant : before.time;
  return { isFull: false, startValue, since };
}

/** @param older the number of records that the filter should have left out. */
export function filterState({ startValue }: RunPlan, older: number): FilterState {
  if (startValue === undefined) return 'none';
  return older > 0 ? 'ignored' : 'applied';
}
