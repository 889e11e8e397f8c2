import { printError } from '../../terminal.ts';
import type { Mapping } from '../map/mapping.ts';
import type { ReadRow } from '../map/read-row.ts';
import { EXTERNAL_ID, type UpsertFields } from '../map/upsert-fields.ts';
import type { ValueRules } from '../map/values/value-rules.ts';
import type { Row } from '../read/table.ts';
import { findConflictingIds } from './conflicting-ids.ts';
import { fieldReader } from './field-reader.ts';
import { type Relatives, RelativesFinder } from './find-relatives.ts';
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
  /** Whether to find the rows whose id or email is on several rows. Only a dry run needs them. */
  readonly needsRelatives: boolean;
}

export interface InspectedRows {
  /** Reads a row, and rejects or skips it if another row of the file has its external id. */
  readonly read: (row: Row) => ReadRow;
  /** The rows whose id or email is on several rows; none unless `needsRelatives` is set. */
  readonly relatives: Relatives;
}

/**
 * Reads all rows before the first one is sent, and prints what the owner of the file should know.
 *
 * @throws CliError if the file cannot be read, or if an option names a key that no row has.
 */
export async function inspectRows(options: InspectOptions): Promise<InspectedRows> {
  const { rows, read, mapping, duplicates, isJson, needsRelatives } = options;
  const idOf = fieldReader(EXTERNAL_ID, options);
  const emailOf = needsRelatives ? fieldReader('email', options) : () => undefined;
  const survey = new Survey(isJson ? mapping.named : []);
  const relatives = new RelativesFinder();
  const repeated = new RepeatedIds(duplicates);
  const conflicts = await findConflictingIds({
    rows,
    idOf,
    read,
    onRepeated: (id, found) => repeated.add(id, found),
    observer: {
      add: (row, id) => {
        survey.add(row, id);
        relatives.addEmail(emailOf(row));
      },
      end: (repeatedIds) => relatives.setIds(repeatedIds),
    },
  });
  survey.refuseMissingKeys();
  const conflict = duplicates === undefined ? describeConflicts(conflicts) : undefined;
  for (const line of [conflict, repeated.describe(), ...survey.oddIds.describe()]) if (line) printError(line);
  const checked = duplicates === undefined ? rejectConflicts(read, conflicts) : repeated.skipOthers(read);
  return { read: checked, relatives };
}
