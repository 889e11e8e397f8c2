import { CsvError, type Parser, parse } from 'csv-parse';
import { Failure } from '../failure.ts';
import { goOnAfter } from './go-on-after.ts';
import { readUtf8 } from './read-utf8.ts';
import { type Columns, LONGEST_RECORD, REJECTED, type RejectsFormat, type Row, type Table } from './table.ts';

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
  const pieces = readRecords(file, delimiter);
  const first = await pieces.next();
  const [header, ...records] = first.value ?? [];
  if (!header) throw new Failure(`${file} is empty.`);
  return {
    columns: header.cells,
    isOpen: false,
    rows: readRows(header.cells, goOnAfter(records, pieces)),
    rejects: rejectsFormat(header.text, delimiter),
  };
}

async function* readRows(
  columns: Columns,
  pieces: AsyncIterable<readonly CsvRecord[]>,
): AsyncGenerator<readonly Row[], void, void> {
  for await (const records of pieces) yield records.map((record) => readRow(columns, record));
}

function readRow(columns: Columns, { line, end, text, cells }: CsvRecord): Row {
  if (cells.length === columns.length) return { line, end, text, columns, cells };
  const fault = `has ${cells.length} cells where the header has ${columns.length}; perhaps a quote is missing`;
  return { line, end, text, fault };
}

/** The records that end in a piece of the file come together: one by one, handing them on would cost more than parsing. */
async function* readRecords(
  file: string,
  delimiter: string,
): AsyncGenerator<readonly CsvRecord[], void, void> {
  // Counted here, because the parser counts a line that ends in CR LF inside of quotes twice.
  let line = 1;
  let records: CsvRecord[] = [];
  const parser = parse({
    delimiter,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_RECORD,
    on_record: ((parsed: { record: string[]; raw: string }, { bytes }: { bytes: number }) => {
      const cells = parsed.record.map((cell) => cell.trim());
      const text = withoutLineEnd(parsed.raw);
      if (cells.some((cell) => cell !== '')) records.push({ line, end: bytes, text, cells });
      line += lineBreaks(parsed.raw, text);
      return null;
    }) as never,
  });
  // Whoever feeds it hears of an error too.
  parser.on('error', () => {});
  const take = () => {
    const taken = records;
    records = [];
    return taken;
  };
  try {
    for await (const piece of readUtf8(file)) {
      await feed(parser, piece);
      if (records.length > 0) yield take();
    }
    await feed(parser);
    if (records.length > 0) yield take();
  } catch (error) {
    throw error instanceof CsvError ? new Failure(`${file}, line ${line}: ${explain(error)}`) : error;
  }
}

/** @param piece the next one; there is none after the last. */
function feed(parser: Parser, piece?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (piece) parser.write(piece, done);
    else parser.end(done);
  });
}

function withoutLineEnd(raw: string): string {
  let end = raw.length;
  while (raw[end - 1] === '\n' || raw[end - 1] === '\r') end -= 1;
  return raw.slice(0, end);
}

/** @param text the record without the end of its line, in which there rarely is a break. */
function lineBreaks(raw: string, text: string): number {
  const isOneLine = raw.length === text.length + 1 && !text.includes('\n') && !text.includes('\r');
  return isOneLine ? 1 : (raw.match(/\r\n|\r|\n/g)?.length ?? 0);
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
