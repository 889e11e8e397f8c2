import type { MappingOptions } from '../import-options.ts';
import { prepend, type Row, type Table } from '../read/table.ts';
import { type GuessedMapping, guessMapping } from './guess-mapping.ts';
import { Mapping } from './mapping.ts';
import type { UpsertFields } from './upsert-fields.ts';
import { loadValueRules } from './values/load-value-rules.ts';
import type { ValueRules } from './values/value-rules.ts';

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
    rules: await loadValueRules(options, isJson, table.format.kind === 'xlsx'),
    guess,
    sample,
    table,
  };
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
