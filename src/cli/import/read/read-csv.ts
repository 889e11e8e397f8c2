import { CliError } from '../../cli-error.ts';
import type { InputFile } from './input-file.ts';
import type { SplitRecord } from './record-splitter.ts';
import { splitCells } from './split-cells.ts';
import { splitFile } from './split-file.ts';
import { type Columns, prepend, REJECTED, type RejectsFormat, type Row, type Table } from './table.ts';

const BROKEN_QUOTE =
  'has a quoted cell without a closing quote before a delimiter or a line end; add that quote, and double each quote inside the cell';

/**
 * Opens a CSV file whose first record names the columns. It removes the spaces around a cell.
 *
 * @throws CliError with the line that cannot be read, now or while rows are read.
 */
export async function openCsv(file: InputFile, delimiter: string): Promise<Table> {
  const chunks = splitFile(file, delimiter);
  const { header, rest } = await readHeader(file, chunks, delimiter);
  const columns = cellsOf(header, delimiter);
  return {
    columns,
    isOpen: false,
    rows: readRows(columns, prepend(rest, chunks), delimiter),
    rejects: rejectsFormat(header.text, delimiter),
  };
}

async function readHeader(
  { name }: InputFile,
  chunks: AsyncGenerator<readonly SplitRecord[], void, void>,
  delimiter: string,
): Promise<{ header: SplitRecord; rest: readonly SplitRecord[] }> {
  for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
    const index = chunk.value.findIndex((record) => record.isBroken || !isBlank(cellsOf(record, delimiter)));
    const header = chunk.value[index];
    if (header?.isBroken) throw new CliError(`${name}, line ${header.line}: the header ${BROKEN_QUOTE}.`);
    if (header) return { header, rest: chunk.value.slice(index + 1) };
  }
  throw new CliError(`${name} is empty; its first record must name the columns.`);
}

async function* readRows(
  columns: Columns,
  chunks: AsyncIterable<readonly SplitRecord[]>,
  delimiter: string,
): AsyncGenerator<readonly Row[], void, void> {
  for await (const records of chunks) {
    const rows: Row[] = [];
    for (const record of records) {
      const row = readRow(columns, record, delimiter);
      if (row) rows.push(row);
    }
    if (rows.length > 0) yield rows;
  }
}

/** @returns undefined for a blank row. */
function readRow(columns: Columns, record: SplitRecord, delimiter: string): Row | undefined {
  const { line, end, text, isBroken } = record;
  if (isBroken) return { line, end, text, error: BROKEN_QUOTE };
  const cells = cellsOf(record, delimiter);
  if (isBlank(cells)) return undefined;
  if (cells.length === columns.length) return { line, end, text, columns, cells };
  const error = `has ${cells.length} cells where the header has ${columns.length}; check for a missing quote`;
  return { line, end, text, error };
}

function cellsOf(record: SplitRecord, delimiter: string): string[] {
  return splitCells(record, delimiter).map((cell) => cell.trim());
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '');
}

/** Writes the unchanged text of the row, with its quotes and delimiters, after the line and the reason. */
function rejectsFormat(header: string, delimiter: string): RejectsFormat {
  return {
    ending: 'csv',
    head: `${[REJECTED.line, REJECTED.reason, header].join(delimiter)}\n`,
    show: ({ line, text }, reason) =>
      `${[line, `"${reason.replaceAll('"', '""')}"`, text].join(delimiter)}\n`,
  };
}
