import { usageError } from '../../../cli-error.ts';
import type { FileFormat, FileOptions } from '../file-format.ts';
import { findDelimiter, usualWidth } from './find-delimiter.ts';
import { type HeadRecord, splitRecords } from './split-records.ts';

/** Where the rows of a CSV file are, and how they are separated. */
export interface CsvLayout {
  readonly delimiter: string;
  /** Whether the import found a delimiter that the ending of the name does not suggest. */
  readonly isGuessed: boolean;
  readonly newline: FileFormat['newline'];
  /** The number of lines before the header. */
  readonly skippedLines: number;
  /** Whether the import found title lines before the header. */
  readonly hasTitles: boolean;
}

export interface CsvLayoutOptions extends FileOptions {
  /** The name of the file for error messages. */
  readonly name: string;
  readonly isTabbed: boolean;
  readonly countsRecords?: boolean;
}

/** The first line of a file that names its delimiter for Excel. */
const SEPARATOR_LINE = /^\uFEFF?"?sep=(.)"?(?:\r\n|\r|\n|$)/iu;

/** The number of records in which the header must be. */
const MOST_TITLES = 20;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Finds the delimiter and the header.
 *
 * @param head the beginning of the file, with whole records.
 * @throws CliError if the first record is a row instead of a header.
 */
export function findLayout(head: string, options: CsvLayoutOptions): CsvLayout {
  const { name, isTabbed, skipLines, countsRecords = false } = options;
  const [separatorLine, separator] = SEPARATOR_LINE.exec(head) ?? [];
  const after = Math.max(skipLines ?? 0, separatorLine === undefined ? 0 : 1);
  const usual = isTabbed ? '\t' : ',';
  const named = options.delimiter ?? separator;
  const delimiter = named ?? findDelimiter(head, after) ?? usual;
  const records = splitRecords(head, delimiter, { after, countsRecords });
  const titles = skipLines === undefined ? titleCount(records) : 0;
  const header = records[titles];
  if (header) refuseRow(header, { name, isSearched: titles > 0 || skipLines !== undefined });
  return {
    delimiter,
    isGuessed: named === undefined && delimiter !== usual,
    newline: usualNewline(head),
    skippedLines: header ? header.record.line - 1 : after,
    hasTitles: titles > 0,
  };
}

/** Counts the records before the header: the first record that fills more than half of the columns. */
function titleCount(records: readonly HeadRecord[]): number {
  const width = usualWidth(records.map(({ cells }) => cells?.length ?? 0));
  if (width < 2) return 0;
  const first = records.slice(0, MOST_TITLES).findIndex((record) => filledCells(record, width) * 2 > width);
  // Half of the names of a header can be empty. Then the first record that is filled is a row.
  let header = first;
  while (isRowAfter(records[header - 1], records[header])) header -= 1;
  return Math.max(0, header);
}

function filledCells({ cells }: HeadRecord, unknown: number): number {
  return cells ? cells.filter((cell) => cell !== '').length : unknown;
}

/** Returns whether a record is a row, and the record before it can be the header or another row. */
function isRowAfter(before: HeadRecord | undefined, record: HeadRecord | undefined): boolean {
  return record !== undefined && hasEmail(record) && before !== undefined && filledCells(before, 0) >= 2;
}

function hasEmail({ cells = [] }: HeadRecord): boolean {
  return cells.some((cell) => EMAIL.test(cell));
}

/** A header contains no email. Without this check, the first customer would become the names of the columns. */
function refuseRow(header: HeadRecord, { name, isSearched }: { name: string; isSearched: boolean }): void {
  if (!hasEmail(header)) return;
  const problem = `${name}, line ${header.record.line}: this line contains an email, so it is a row and not the header.`;
  throw usageError(
    isSearched
      ? `${problem} Set the number of lines before the header with --skip-lines; 0 for none.`
      : `${problem} Add a first line with the names of the columns.`,
  );
}

function usualNewline(head: string): FileFormat['newline'] {
  const counts = { '\r\n': 0, '\n': 0, '\r': 0 };
  for (const [end] of head.matchAll(/\r\n|\r|\n/g)) counts[end as FileFormat['newline']] += 1;
  if (counts['\r\n'] >= Math.max(counts['\n'], counts['\r'], 1)) return '\r\n';
  return counts['\r'] > counts['\n'] ? '\r' : '\n';
}
