import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Failure } from '../failure.ts';
import { readUtf8 } from './read-utf8.ts';
import { LONGEST_RECORD, REJECTED, type RejectsFormat, type Row, type Table } from './table.ts';

/** A record as it is parsed: cells in the order of the header. */
interface CsvRecord {
  readonly line: number;
  readonly end: number;
  readonly text: string;
  readonly cells: readonly string[];
}

/**
 * Opens a CSV file whose first record names the columns. Spaces around a cell are not part of it.
 *
 * @throws Failure, then or while rows are read, naming the line from which the file cannot be read.
 */
export async function openCsv(file: string, delimiter: string): Promise<Table> {
  const records = readRecords(file, delimiter);
  const first = await records.next();
  if (first.done) throw new Failure(`${file} is empty.`);
  const { cells: columns, text } = first.value;
  return {
    columns,
    isOpen: false,
    rows: readRows(columns, records),
    rejects: rejectsFormat(text, delimiter),
  };
}

async function* readRows(
  columns: readonly string[],
  records: AsyncIterable<CsvRecord>,
): AsyncGenerator<Row, void, void> {
  for await (const { cells, ...place } of records) {
    if (cells.length !== columns.length) {
      const fault = `has ${cells.length} cells where the header has ${columns.length}; perhaps a quote is missing`;
      yield { ...place, fault };
    } else yield { ...place, cells: new Map(columns.map((column, index) => [column, cells[index]])) };
  }
}

async function* readRecords(file: string, delimiter: string): AsyncGenerator<CsvRecord, void, void> {
  // Counted here, because the parser counts a line that ends in CR LF inside of quotes twice.
  let line = 1;
  const parser = parse({
    delimiter,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_RECORD,
    on_record: ((parsed: { record: string[]; raw: string }, { bytes }: { bytes: number }) => {
      const cells = parsed.record.map((cell) => cell.trim());
      const read = { line, end: bytes, text: parsed.raw.replace(/[\r\n]+$/, ''), cells };
      line += parsed.raw.match(/\r\n|\r|\n/g)?.length ?? 0;
      return cells.every((cell) => cell === '') ? null : read;
    }) as never,
  });
  try {
    // The iteration hears of an error too, so nobody needs to be called back.
    yield* pipeline(readUtf8(file), parser, () => {}) as AsyncIterable<CsvRecord>;
  } catch (error) {
    throw error instanceof CsvError ? new Failure(`${file}, line ${line}: ${explain(error)}`) : error;
  }
}

function explain({ code, message }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened in this row and never closed.';
  if (code === 'CSV_MAX_RECORD_SIZE') return 'this row is endless; perhaps a quote is not closed.';
  return message;
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
