import { CliError } from '../cli-error.ts';
import type { InputFile } from './input-file.ts';
import { prepend } from './prepend.ts';
import type { SplitRecord } from './record-splitter.ts';
import { splitCells } from './split-cells.ts';
import { splitFile } from './split-file.ts';
import { type Columns, REJECTED, type RejectsFormat, type Row, type Table } from './table.ts';

const BROKEN_QUOTE =
  'has a quoted cell without a closing quote before a delimiter or a line end; add that quote, and double each quote inside of the cell';

/**
 * Opens a CSV file whose first record names the columns. Spaces around a cell are not part of it.
 *
 * @throws Failure, then or while rows are read, with the line that cannot be read.
 */
export async function openCsv(file: InputFile, delimiter: string): Promise<Table> {
  const pieces = splitFile(file, delimiter);
  const { header, rest } = await readHeader(file, pieces, delimiter);
  const columns = cellsOf(header, delimiter);
  return {
    columns,
    isOpen: false,
    rows: readRows(columns, prepend(rest, pieces), delimiter),
    rejects: rejectsFormat(header.text, delimiter),
  };
}

async function readHeader(
  { name }: InputFile,
  pieces: AsyncGenerator<readonly SplitRecord[], void, void>,
  delimiter: string,
): Promise<{ header: SplitRecord; rest: readonly SplitRecord[] }> {
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
    const index = piece.value.findIndex((record) => record.isBroken || !isBlank(cellsOf(record, delimiter)));
    const header = piece.value[index];
    if (header?.isBroken) throw new CliError(`${name}, line ${header.line}: the header ${BROKEN_QUOTE}.`);
    if (header) return { header, rest: piece.value.slice(index + 1) };
  }
  throw new CliError(`${name} is empty.`);
}

async function* readRows(
  columns: Columns,
  pieces: AsyncIterable<readonly SplitRecord[]>,
  delimiter: string,
): AsyncGenerator<readonly Row[], void, void> {
  for await (const records of pieces) {
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
  const error = `has ${cells.length} cells where the header has ${columns.length}; perhaps a quote is missing`;
  return { line, end, text, error };
}

function cellsOf(record: SplitRecord, delimiter: string): string[] {
  return splitCells(record, delimiter).map((cell) => cell.trim());
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '');
}

/** The row itself is written as it stood, so that quotes and delimiters stay what they were. */
function rejectsFormat(header: string, delimiter: string): RejectsFormat {
  return {
    ending: 'csv',
    head: `${[REJECTED.line, REJECTED.reason, header].join(delimiter)}\n`,
    show: ({ line, text }, reason) =>
      `${[line, `"${reason.replaceAll('"', '""')}"`, text].join(delimiter)}\n`,
  };
}
