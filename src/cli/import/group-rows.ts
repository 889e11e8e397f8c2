import { isSound, type ReadRow } from './read-row.ts';

/** How much goes into one request. */
export interface GroupLimits {
  readonly rows: number;
  /** Of all its items as JSON. */
  readonly bytes: number;
}

/**
 * Takes rows together that follow each other, as many as one request holds. A row that is too large for any goes alone.
 * The same rows always make the same groups.
 */
export async function* groupRows(
  pieces: AsyncIterable<readonly ReadRow[]>,
  limits: GroupLimits,
): AsyncGenerator<readonly ReadRow[], void, void> {
  let group: ReadRow[] = [];
  let bytes = 0;
  for await (const rows of pieces) {
    for (const row of rows) {
      const more = isSound(row) ? Buffer.byteLength(row.json) + ','.length : 0;
      const isFull = group.length === limits.rows || bytes + more > limits.bytes;
      if (isFull && group.length > 0) {
        yield group;
        group = [];
        bytes = 0;
      }
      group.push(row);
      bytes += more;
    }
  }
  if (group.length > 0) yield group;
}
