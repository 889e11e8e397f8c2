import type { ConflictingIds } from './conflicting-ids.ts';
import { drafter } from './mapped-row.ts';
import type { Mapping } from './mapping.ts';
import { isSound, type ReadRow } from './read-row.ts';
import type { Columns, Row } from './table.ts';
import { EXTERNAL_ID, type UpsertFields } from './upsert-fields.ts';

/** Reads the external id alone, which is much faster than reading the whole row. */
export function idReader(fields: UpsertFields, mapping: Mapping): (row: Row) => string | undefined {
  let known: Columns | undefined;
  let draft = drafter([], fields);
  return (row) => {
    if ('error' in row) return undefined;
    if (row.columns !== known) {
      known = row.columns;
      const assignments = mapping.assignments(known).filter(({ target }) => target.field === EXTERNAL_ID);
      draft = drafter(assignments, fields);
    }
    const id = draft(row.cells).item[EXTERNAL_ID];
    return typeof id === 'string' ? id : undefined;
  };
}

/** Rejects every row of a conflicting id: which of its emails is right, only the owner of the file knows. */
export function rejectConflicts(
  read: (row: Row) => ReadRow,
  conflicts: ConflictingIds,
): (row: Row) => ReadRow {
  if (conflicts.size === 0) return read;
  return (row) => {
    const found = read(row);
    const conflict = isSound(found) ? conflicts.get(found.item.external_id) : undefined;
    if (!conflict) return found;
    const [first, other] = conflict.lines;
    const fault = `external_id is on several rows with different emails, first on lines ${first} and ${other}; keep one of the emails, or give each customer an id`;
    return { row, error: fault };
  };
}

/** @returns undefined when there is nothing to say. */
export function describeConflicts(conflicts: ConflictingIds): string | undefined {
  if (conflicts.size === 0) return undefined;
  let rows = 0;
  for (const conflict of conflicts.values()) rows += conflict.rows;
  const ids = conflicts.size === 1 ? '1 external id is' : `${conflicts.size} external ids are`;
  return `${ids} on several rows with different emails, ${rows} rows in all. These rows are rejected and not sent.`;
}
