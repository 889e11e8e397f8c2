import { loadContract } from '../../../contract/load.ts';
import { limitYoungSpace } from '../../node-tuning.ts';
import { print } from '../../terminal.ts';
import type { ImportOptions } from '../import-options.ts';
import { planMapping } from '../map/plan-mapping.ts';
import { isValidRow, type ReadRow, rowReader } from '../map/read-row.ts';
import { parseSource, rootColumn } from '../map/source.ts';
import { UpsertFields } from '../map/upsert-fields.ts';
import { openInput } from '../read/input-file.ts';
import { openTable } from '../read/open-table.ts';
import { RowValidator } from '../row-validator.ts';
import { countCells } from './column-stats.ts';
import { PREVIEW_ROWS } from './show-preview.ts';

/**
 * Prints as JSON what an import finds in a file: format, columns, mapping, the first rows as they would be sent, and the
 * empty and repeated cells. It also prints a mapping that an import would refuse, with the reason as `problem`.
 *
 * @throws CliError if the file cannot be read, or an option is wrong.
 */
export async function printPlan(file: string, options: ImportOptions): Promise<void> {
  limitYoungSpace();
  const contract = loadContract();
  const validator = new RowValidator(contract);
  const fields = new UpsertFields(contract);
  const source = options.source ?? options.preset;
  const input = await openInput(file, options.format);
  try {
    const planned = await planMapping(await openTable(input, options), options, fields);
    const { mapping, table, guess, rules, sample } = planned;
    const { columns, format } = table;
    const maps = mapping.describe(columns);
    const sourceProblem = source === undefined ? '--source is missing' : validator.validateSource(source);
    const read = rowReader({ fields, mapping, validator, rules });
    const stats = await countCells((await openTable(input, options)).rows, columns);
    const plan = {
      format: format.kind,
      encoding: format.encoding,
      delimiter: format.delimiter ?? null,
      skipped_lines: format.skippedLines,
      sheet: format.sheet ?? null,
      sheets: format.sheets ?? [],
      fields: fields.list(),
      required_fields: fields.required,
      maps,
      columns: stats.columns.map(({ column, empty, duplicates }) => ({
        name: column,
        field: maps.find(({ column: text }) => uses(text, column))?.field ?? null,
        not_mapped_because: guess.ignored.get(column) || null,
        empty_cells: empty,
        repeated_cells: duplicates,
      })),
      counted_rows: stats.rows,
      all_rows_counted: !stats.isPartial,
      first_rows: sample.slice(0, PREVIEW_ROWS).map((row) => describeRow(read(row))),
      problem: sourceProblem ?? problemOf(() => mapping.check(table)) ?? null,
      notices: table.notices,
    };
    print(JSON.stringify(plan));
  } finally {
    await input.close();
  }
}

function uses(text: string, column: string): boolean {
  return parseSource(text).columns.some((name) => name === column || rootColumn(name) === column);
}

function describeRow(read: ReadRow) {
  const { line } = read.row;
  if (isValidRow(read)) return { line, body: read.item };
  return 'skipped' in read ? { line, skipped: read.skipped } : { line, rejected: read.error };
}

function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
