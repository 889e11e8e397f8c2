import { foldEmail } from '../../../domain/email.ts';
import { isValidRow, type ReadRow, type ValidRow } from '../map/read-row.ts';
import type { ProgressRecorder } from '../progress/progress-recorder.ts';
import { KeyedQueue, mapConcurrent, OrderedEffects } from './concurrency.ts';
import { type GroupLimits, groupRows } from './group-rows.ts';
import type { SendRows } from './send-rows.ts';

export interface ImportRowsOptions {
  readonly limits: GroupLimits;
  /** The number of concurrent requests. */
  readonly workers: number;
  /** If it is aborted, no new request starts and running requests end. */
  readonly stop: AbortSignal;
  readonly send: SendRows;
  readonly recorder: Pick<ProgressRecorder, 'record'>;
}

/**
 * Sends rows to the server and records the results. It sends the rows of one customer, by external id or by email, in
 * the order of the file, and records all rows in that order.
 *
 * @throws the first error of reading, sending or recording, after running requests have ended.
 */
export async function importRows(
  chunks: AsyncIterable<readonly ReadRow[]>,
  { limits, workers, stop, send, recorder }: ImportRowsOptions,
): Promise<void> {
  const queue = new KeyedQueue();
  const effects = new OrderedEffects();
  await mapConcurrent(groupRows(chunks, limits), { workers, stop }, (group) => {
    const valid = group.filter(isValidRow);
    // One worker sends all groups in their order.
    const sending = workers === 1 ? send(valid) : queue.run(keysOf(valid), () => send(valid));
    return effects.run(sending, (results) => recorder.record(group, results));
  });
}

function keysOf(rows: readonly ValidRow[]): string[] {
  return rows.flatMap(({ item }) => [`id ${item.external_id}`, `email ${foldEmail(item.email)}`]);
}
