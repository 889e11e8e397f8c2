import { CliError } from '../../cli-error.ts';
import { countOf } from '../../count-of.ts';
import { delimiterName } from './csv/find-delimiter.ts';
import { type CsvLayout, findLayout } from './csv/find-layout.ts';
import { readHead } from './csv/read-head.ts';
import { BROKEN_QUOTE, RowParser } from './csv/row-parser.ts';
import { cleanCells } from './csv/split-records.ts';
import type { TextFile } from './encoding/open-text.ts';
import type { FileFormat, FileOptions } from './file-format.ts';
import type { SplitRecord } from './record-splitter.ts';
import { splitFile } from './split-file.ts';
import { prepend, REJECTED, type RejectsFormat, type Row, type Table } from './table.ts';

export interface CsvOptions extends FileOptions {
  /** Whether the delimiter is a tab unless the file shows another one. */
  readonly isTabbed: boolean;
  /** Whether a record counts as one line, as a row of a sheet does. */
  readonly countsRecords?: boolean;
}

/**
 * Opens a CSV file. Its first record after title lines names the columns.
 *
 * @throws CliError with the line that cannot be read, now or while rows are read.
 */
export async function openCsv(
  file: TextFile,
  known: Pick<FileFormat, 'kind' | 'compressed' | 'sheet' | 'sheets'>,
  options: CsvOptions,
): Promise<Table> {
  const { name, encoding, bom, size } = file;
  const layout = findLayout(await readHead(file), { name, ...options });
  const { delimiter, newline, skippedLines } = layout;
  const chunks = splitFile(file, { delimiter, countsRecords: options.countsRecords ?? false });
  const { header, rest } = await readHeader(file, chunks, skippedLines);
  const cells = cleanCells(header, delimiter);
  const columns = cells.map((cell, index) =>
    cell === '' ? `column ${index + 1}` : cell.replace(/\r\n?/g, '\n'),
  );
  const parser = new RowParser(columns, { header: cells, delimiter });
  return {
    columns,
    isOpen: false,
    rows: readRows(parser, prepend(rest, chunks)),
    rejects: rejectsFormat(header.text, delimiter),
    format: { ...known, encoding, bom, delimiter, newline, skippedLines },
    size,
    notices: [...file.notices, ...describeLayout(name, layout, options)],
  };
}

async function readHeader(
  { name }: TextFile,
  chunks: AsyncGenerator<readonly SplitRecord[], void, void>,
  skippedLines: number,
): Promise<{ header: SplitRecord; rest: readonly SplitRecord[] }> {
  for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
    const index = chunk.value.findIndex((record) => record.line > skippedLines && record.text.trim() !== '');
    const header = chunk.value[index];
    if (!header) continue;
    if (header.isTooLong)
      throw new CliError(`${name}, line ${header.line}: the header is longer than 2 MiB.`);
    if (header.isBroken) throw new CliError(`${name}, line ${header.line}: the header ${BROKEN_QUOTE}.`);
    return { header, rest: chunk.value.slice(index + 1) };
  }
  throw new CliError(
    skippedLines === 0
      ? `${name} is empty; its first record must name the columns.`
      : `${name} has no header after ${countOf(skippedLines, 'line')}; its first record must name the columns.`,
  );
}

async function* readRows(
  parser: RowParser,
  chunks: AsyncIterable<readonly SplitRecord[]>,
): AsyncGenerator<readonly Row[], void, void> {
  for await (const records of chunks) {
    const rows: Row[] = [];
    for (const record of records) {
      const row = parser.parse(record);
      if (row) rows.push(row);
    }
    if (rows.length > 0) yield rows;
  }
}

function describeLayout(name: string, layout: CsvLayout, { countsRecords }: CsvOptions): string[] {
  const { delimiter, isGuessed, hasTitles, skippedLines } = layout;
  const found: string[] = [];
  if (isGuessed) {
    found.push(`The delimiter of ${name} is ${delimiterName(delimiter)}. If that is wrong, set --delimiter.`);
  }
  if (hasTitles) {
    const place = `${countsRecords ? 'row' : 'line'} ${skippedLines + 1}`;
    found.push(
      `The header of ${name} is ${place}; the import skips what is before it. If that is wrong, set --skip-lines.`,
    );
  }
  return found;
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
