import type { CountryCode } from 'libphonenumber-js';
import { usageError } from '../../cli-error.ts';
import type { MappingOptions } from '../import-options.ts';
import { prepend, type Row, type Table } from '../read/table.ts';
import { type GuessedMapping, guessMapping } from './guess-mapping.ts';
import { Mapping } from './mapping.ts';
import type { UpsertFields } from './upsert-fields.ts';
import { hasOffset, type TimestampFormat } from './values/timestamp.ts';
import { EMPTY_TEXTS, type ValueRules } from './values/value-rules.ts';

/** The number of rows whose content an import compares with the names of their columns. */
const SAMPLE_ROWS = 1000;

export interface PlannedMapping {
  readonly mapping: Mapping;
  readonly rules: ValueRules;
  readonly guess: GuessedMapping;
  /** The first rows of the table. */
  readonly sample: readonly Row[];
  /** The table with all of its rows. */
  readonly table: Table;
}

/** Decides which field receives which column, by the options, the names of the columns and the first rows. */
export async function planMapping(
  opened: Table,
  options: MappingOptions,
  fields: UpsertFields,
): Promise<PlannedMapping> {
  const { sample, table } = await peek(opened);
  const { columns, isOpen: isJson } = table;
  const { map: maps = [], skip: skipped = [], preset, rest, default: defaults = [], emailTemplate } = options;
  const guess = guessMapping({ fields, columns, isJson, sample, maps, skipped, preset });
  const ignored = new Set(guess.ignored.keys());
  const extras = { guessed: guess.guessed, ignored, skipped, rest, defaults, emailTemplate };
  return {
    mapping: new Mapping(fields, maps, extras),
    rules: valueRules(options, isJson),
    guess,
    sample,
    table,
  };
}

/** Returns how the options read values. A missing value of JSON is null, so its texts are never empty. */
export function valueRules(options: MappingOptions, isJson: boolean): ValueRules {
  const { phoneCountry, clearEmpty = false } = options;
  return {
    emptyTexts: new Set(options.null ?? (isJson ? [] : EMPTY_TEXTS)),
    clearsFields: clearEmpty,
    phoneCountry: phoneCountry as CountryCode | undefined,
    timestamps: timestampFormat(options),
  };
}

/** @throws CliError if the instant of a time would be ambiguous. */
function timestampFormat({ dateFormat, timeZone }: MappingOptions): TimestampFormat | undefined {
  if (dateFormat === undefined && timeZone === undefined) return undefined;
  if (timeZone === undefined && dateFormat !== undefined && !hasOffset(dateFormat)) {
    throw usageError(
      `--date-format ${dateFormat} has no offset; name the time zone of its times with --time-zone, such as Europe/Oslo or UTC.`,
    );
  }
  return { pattern: dateFormat, zone: timeZone };
}

/** Reads the first rows of a table ahead. */
async function peek(table: Table): Promise<{ sample: readonly Row[]; table: Table }> {
  const seen: Row[] = [];
  while (seen.length < SAMPLE_ROWS) {
    const next = await table.rows.next();
    if (next.done) break;
    seen.push(...next.value);
  }
  return { sample: seen.slice(0, SAMPLE_ROWS), table: { ...table, rows: prepend(seen, table.rows) } };
}
