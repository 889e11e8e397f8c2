import { textMapper } from '../map/mapped-row.ts';
import type { Mapping } from '../map/mapping.ts';
import type { UpsertFields } from '../map/upsert-fields.ts';
import type { ValueRules } from '../map/values/value-rules.ts';
import type { Columns, Row } from '../read/table.ts';

/** Creates a function that reads the text of one field of a row. */
export function fieldReader(
  field: string,
  { fields, mapping, rules }: { fields: UpsertFields; mapping: Mapping; rules: ValueRules },
): (row: Row) => string | undefined {
  let known: Columns | undefined;
  let read = textMapper(field, [], { fields, rules });
  return (row) => {
    if ('error' in row) return undefined;
    if (row.columns !== known) {
      known = row.columns;
      read = textMapper(field, mapping.assignments(known), { fields, rules });
    }
    return read(row.cells);
  };
}
