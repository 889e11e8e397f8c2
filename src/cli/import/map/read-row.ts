import type { BatchItem } from '../../../client/shapes.ts';
import type { Columns, Row } from '../read/table.ts';
import type { RowValidator } from '../row-validator.ts';
import { rowMapper } from './mapped-row.ts';
import type { Mapping } from './mapping.ts';
import type { UpsertFields } from './upsert-fields.ts';
import type { ValueRules } from './values/value-rules.ts';

/** A row that matches the spec and can be sent. */
export interface ValidRow {
  readonly row: Row;
  readonly item: BatchItem;
  /** The item as JSON. */
  readonly json: string;
  /** Country names that have no code. The row is sent without them. */
  readonly unknownCountries: readonly string[];
  /** What the import changed in the row, apart from the form of a value. */
  readonly notes?: readonly string[];
}

/** A row that is not sent because of an option, with the reason. */
export interface SkippedRow {
  readonly row: Row;
  readonly skipped: string;
}

/** A valid row, a skipped row, or a row with the reason why it is rejected. */
export type ReadRow = ValidRow | SkippedRow | { readonly row: Row; readonly error: string };

export interface RowReaderOptions {
  readonly fields: UpsertFields;
  readonly mapping: Mapping;
  readonly validator: RowValidator;
  readonly rules: ValueRules;
}

/** Creates a function that maps and validates a row. */
export function rowReader({ fields, mapping, validator, rules }: RowReaderOptions): (row: Row) => ReadRow {
  let known: Columns = [];
  let map = rowMapper([], fields, rules);
  return (row) => {
    if ('error' in row) return { row, error: row.error };
    if (row.columns !== known) {
      known = row.columns;
      map = rowMapper(mapping.assignments(known), fields, rules);
    }
    const { item, unknownCountries, notes, errors } = map(row.cells);
    const json = JSON.stringify(item);
    const reasons = errors.length > 0 ? errors : validator.validate(item, json);
    if (reasons.length > 0) return { row, error: reasons.join('; ') };
    // The validator has checked that it is one.
    const allNotes = row.notes ? [...row.notes, ...notes] : notes;
    return { row, item: item as BatchItem, json, unknownCountries, notes: allNotes };
  };
}

/** Reads rows on demand, without the first `skip` rows. */
export async function* readRows(
  chunks: AsyncIterable<readonly Row[]>,
  { skip, read }: { skip: number; read: (row: Row) => ReadRow },
): AsyncGenerator<readonly ReadRow[], void, void> {
  let passed = 0;
  for await (const rows of chunks) {
    yield rows.slice(Math.max(0, skip - passed)).map(read);
    passed += rows.length;
  }
}

export function isValidRow(read: ReadRow): read is ValidRow {
  return 'item' in read;
}
