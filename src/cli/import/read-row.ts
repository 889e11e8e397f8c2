import type { BatchItem } from '../../client/shapes.ts';
import { drafter } from './mapped-row.ts';
import type { Mapping } from './mapping.ts';
import type { RowValidator } from './row-validator.ts';
import type { Columns, Row } from './table.ts';
import type { UpsertFields } from './upsert-fields.ts';

/** A row that is fit to be sent. */
export interface ValidRow {
  readonly row: Row;
  readonly item: BatchItem;
  /** The item as JSON. */
  readonly json: string;
  /** Names of countries that have no code; they were left out. */
  readonly unknownCountries: readonly string[];
}

/** A row as it was found to be. */
export type ReadRow = ValidRow | { readonly row: Row; readonly error: string };

export interface RowReaderOptions {
  readonly fields: UpsertFields;
  readonly mapping: Mapping;
  readonly validator: RowValidator;
}

/** Makes of each row what is to be sent, or tells why nothing can be. */
export function rowReader({ fields, mapping, validator }: RowReaderOptions): (row: Row) => ReadRow {
  let known: Columns = [];
  let draft = drafter([], fields);
  return (row) => {
    if ('error' in row) return { row, error: row.error };
    if (row.columns !== known) {
      known = row.columns;
      draft = drafter(mapping.assignments(known), fields);
    }
    const { item, unknownCountries } = draft(row.cells);
    const reasons = validator.validate(item);
    if (reasons.length > 0) return { row, error: reasons.join('; ') };
    // The schema has found it to be one.
    return { row, item: item as BatchItem, json: JSON.stringify(item), unknownCountries };
  };
}

/** Reads rows as they are asked for, without as many at the beginning. */
export async function* readRows(
  pieces: AsyncIterable<readonly Row[]>,
  { without, read }: { without: number; read: (row: Row) => ReadRow },
): AsyncGenerator<readonly ReadRow[], void, void> {
  let passed = 0;
  for await (const rows of pieces) {
    yield rows.slice(Math.max(0, without - passed)).map(read);
    passed += rows.length;
  }
}

export function isSound(read: ReadRow): read is ValidRow {
  return 'item' in read;
}
