import { foldEmail } from '../../domain/customer.ts';
import { type GroupLimits, groupRows } from './group-rows.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { mapConcurrent } from './map-concurrent.ts';
import { OrderedEffects } from './ordered-effects.ts';
import type { ProgressRecorder } from './progress-recorder.ts';
import { isSound, type ReadRow, type ValidRow } from './read-row.ts';
import type { SendRows } from './send-rows.ts';

export interface ImportRowsOptions {
  readonly limits: GroupLimits;
  /** How many requests at a time. */
  readonly workers: number;
  /** When it is aborted, nothing more is sent, and what runs is let end. */
  readonly stop: AbortSignal;
  readonly send: SendRows;
  readonly recorder: ProgressRecorder;
}

/**
 * Takes rows from the file to the server and books what became of them. Rows of one customer, by external id or by
 * email, are sent in the order of the file, and everything is booked in that order.
 *
 * @throws what sending, booking or reading threw, after what was running has ended.
 */
export async function importRows(
  pieces: AsyncIterable<readonly ReadRow[]>,
  { limits, workers, stop, send, recorder }: ImportRowsOptions,
): Promise<void> {
  const order = new KeyedQueue();
  const books = new OrderedEffects();
  await mapConcurrent(groupRows(pieces, limits), { workers, stop }, (group) => {
    const sound = group.filter(isSound);
    const answers = order.run(keysOf(sound), () => send(sound));
    return books.run(answers, (reported) => recorder.record(group, reported));
  });
}

function keysOf(rows: readonly ValidRow[]): string[] {
  return rows.flatMap(({ item }) => [`id ${item.external_id}`, `email ${foldEmail(item.email)}`]);
}
