import { isValidRow, type ReadRow } from '../map/read-row.ts';

/** The limits of one request. */
export interface GroupLimits {
  readonly rows: number;
  /** The size of all items as JSON, in bytes. */
  readonly bytes: number;
}

/**
 * Groups consecutive rows, as many as one request can contain. A row above the byte limit forms its own group. The same
 * rows always form the same groups.
 */
export async function* groupRows(
  chunks: AsyncIterable<readonly ReadRow[]>,
  limits: GroupLimits,
): AsyncGenerator<readonly ReadRow[], void, void> {
  let group: ReadRow[] = [];
  let bytes = 0;
  for await (const rows of chunks) {
    for (const row of rows) {
      const more = isValidRow(row) ? Buffer.byteLength(row.json) + ','.length : 0;
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
