import { printError } from '../../terminal.ts';
import type { Mapping } from '../map/mapping.ts';
import type { ReadRow } from '../map/read-row.ts';
import { EXTERNAL_ID, type UpsertFields } from '../map/upsert-fields.ts';
import type { ValueRules } from '../map/values/value-rules.ts';
import type { Row } from '../read/table.ts';
import { findConflictingIds } from './conflicting-ids.ts';
import { fieldReader } from './field-reader.ts';
import { findRelatives, type Relatives } from './find-relatives.ts';
import { describeConflicts, rejectConflicts } from './reject-conflicts.ts';
import { type Duplicates, RepeatedIds } from './repeated-ids.ts';
import { Survey } from './survey.ts';

export interface InspectOptions {
  /** Reads all rows, from the first one. */
  rows(): Promise<AsyncIterable<readonly Row[]>>;
  readonly read: (row: Row) => ReadRow;
  readonly fields: UpsertFields;
  readonly mapping: Mapping;
  readonly rules: ValueRules;
  readonly duplicates: Duplicates | undefined;
  /** Whether the rows are objects of JSON. */
  readonly isJson: boolean;
}

export interface InspectedRows {
  /** Reads a row, and rejects or skips it if another row of the file has its external id. */
  readonly read: (row: Row) => ReadRow;
  /** Finds the rows whose id or email is on several rows. It reads all rows once more. */
  findRelatives(): Promise<Relatives>;
}

/**
 * Reads all rows before the first one is sent, and prints what the owner of the file should know.
 *
 * @throws CliError if the file cannot be read, or if an option names a key that no row has.
 */
export async function inspectRows(options: InspectOptions): Promise<InspectedRows> {
  const { rows, read, mapping, duplicates, isJson } = options;
  const idOf = fieldReader(EXTERNAL_ID, options);
  const survey = new Survey({ named: isJson ? mapping.named : [], idOf });
  const repeated = new RepeatedIds(duplicates);
  let isSurveyed = false;
  const conflicts = await findConflictingIds({
    rows: async () => {
      if (isSurveyed) return rows();
      isSurveyed = true;
      return survey.observe(await rows());
    },
    idOf,
    read,
    onRepeated: (id, found) => repeated.add(id, found),
  });
  survey.refuseMissingKeys();
  const conflict = duplicates === undefined ? describeConflicts(conflicts) : undefined;
  for (const line of [conflict, repeated.describe(), survey.describeCutIds()]) if (line) printError(line);
  const checked = duplicates === undefined ? rejectConflicts(read, conflicts) : repeated.skipOthers(read);
  const emailOf = fieldReader('email', options);
  return {
    read: checked,
    findRelatives: async () => findRelatives({ rows: await rows(), idOf, emailOf }),
  };
}
