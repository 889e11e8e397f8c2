import { foldEmail } from '../../domain/customer.ts';
import { type GroupLimits, groupRows } from './group-rows.ts';
import { inParallel } from './in-parallel.ts';
import { InTurn } from './in-turn.ts';
import { KeyedOrder } from './keyed-order.ts';
import type { Ledger } from './ledger.ts';
import { isSound, type ReadRow, type SoundRow } from './read-row.ts';
import type { SendRows } from './send-rows.ts';

export interface ImportRowsOptions {
  readonly limits: GroupLimits;
  /** How many requests at a time. */
  readonly workers: number;
  /** When it is aborted, nothing more is sent, and what runs is let end. */
  readonly stop: AbortSignal;
  readonly send: SendRows;
  readonly ledger: Ledger;
}

/**
 * Takes rows from the file to the server and books what became of them. Rows of one customer, by external id or by
 * email, are sent in the order of the file, and everything is booked in that order.
 *
 * @throws what sending, booking or reading threw, after what was running has ended.
 */
export async function importRows(
  pieces: AsyncIterable<readonly ReadRow[]>,
  { limits, workers, stop, send, ledger }: ImportRowsOptions,
): Promise<void> {
  const order = new KeyedOrder();
  const books = new InTurn();
  await inParallel(groupRows(pieces, limits), { workers, stop }, (group) => {
    const sound = group.filter(isSound);
    const answers = order.run(keysOf(sound), () => send(sound));
    return books.run(answers, (told) => ledger.book(group, told));
  });
}

function keysOf(rows: readonly SoundRow[]): string[] {
  return rows.flatMap(({ item }) => [`id ${item.external_id}`, `email ${foldEmail(item.email)}`]);
}
