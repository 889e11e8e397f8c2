import type { FileFormat } from './file-format.ts';

/** The values of one record, in the order of its columns. */
export type Cells = readonly unknown[];

/** One record of a file before its columns are mapped to fields, or the reason why it cannot be read. */
export type Row = {
  /** The line on which the record begins; the first line is 1. */
  readonly line: number;
  /** The position in the file after the record, in bytes. */
  readonly end: number;
  /** The text of the record in the file. */
  readonly text: string;
} & (ReadCells | { readonly error: string });

/** The cells of a record, and sentences for the user about it. */
export interface ReadCells {
  readonly columns: Columns;
  readonly cells: Cells;
  readonly notes?: readonly string[];
}

/** The names of columns. Consecutive records with the same columns share one list. */
export type Columns = readonly string[];

/** An open file of records. */
export interface Table {
  readonly columns: Columns;
  /** Whether a record may have a column that is not listed. */
  readonly isOpen: boolean;
  /** Reads rows on demand. Each yielded list contains the rows of one chunk of the file, at least one. */
  readonly rows: AsyncGenerator<readonly Row[], void, void>;
  readonly rejects: RejectsFormat;
  readonly format: FileFormat;
  /** The position after the last row, in the unit of the `end` of a row. */
  readonly size: number;
  /** Sentences for the user about what the import found, such as the encoding or skipped lines. */
  readonly notices: readonly string[];
}

/** The format of rejected rows. A user can correct the file and import it again. */
export interface RejectsFormat {
  readonly ending: string;
  /** The text before the first row. */
  readonly head: string;
  show(row: Row, reason: string): string;
}

/** The columns that are added to a rejected row. Neither is a field, so an import ignores them. */
export const REJECTED = { line: 'rejected_line', reason: 'rejected_reason' } as const;

/** The length of the longest record that the import accepts, in bytes. It exceeds the largest request of the API. */
export const LONGEST_RECORD = 2 * 1024 * 1024;

/**
 * The length up to which the import finds the end of a CSV record, in bytes. It limits how far a quoted cell can extend, so
 * that a broken file cannot fill the memory. A record between the two limits is rejected as a whole.
 */
export const LONGEST_SCAN = 8 * 1024 * 1024;

/** Yields rows that were read ahead, then the rows that follow them. */
export async function* prepend<T>(
  rows: readonly T[],
  chunks: AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[], void, void> {
  if (rows.length > 0) yield rows;
  yield* chunks;
}
