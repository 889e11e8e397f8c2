import { countOf } from '../../count-of.ts';
import { isValidRow, type ReadRow } from '../map/read-row.ts';
import type { Row } from '../read/table.ts';
import type { ConflictingIds } from './conflicting-ids.ts';

/** Rejects every row of a conflicting id, because only the owner of the file knows which email is correct. */
export function rejectConflicts(
  read: (row: Row) => ReadRow,
  conflicts: ConflictingIds,
): (row: Row) => ReadRow {
  if (conflicts.size === 0) return read;
  return (row) => {
    const found = read(row);
    const conflict = isValidRow(found) ? conflicts.get(found.item.external_id) : undefined;
    if (!conflict) return found;
    const [first, other] = conflict.lines;
    const error = `external_id is on several rows with different emails, first on lines ${first} and ${other}; keep one of the emails, give each customer its own id, or choose a row with --duplicates first or --duplicates last`;
    return { row, error };
  };
}

/** @returns undefined if there is no conflict. */
export function describeConflicts(conflicts: ConflictingIds): string | undefined {
  if (conflicts.size === 0) return undefined;
  let rows = 0;
  for (const conflict of conflicts.values()) rows += conflict.rows;
  const ids = countOf(conflicts.size, 'external id is', 'external ids are');
  return `${ids} on several rows with different emails, ${countOf(rows, 'row')} in total. The import rejects these rows and does not send them.`;
}
