/** What one record holds, in the order of its columns. */
export type Cells = readonly unknown[];

/** One record of a file, before anybody asks what it means; or why it cannot be read. */
export type Row = {
  /** The line it begins on; the first one is 1. */
  readonly line: number;
  /** How many bytes of the file have been read when it has. */
  readonly end: number;
  /** As it stands in the file. */
  readonly text: string;
} & ({ readonly columns: Columns; readonly cells: Cells } | { readonly error: string });

/** The names of columns. Records that follow each other share the list as long as they have the same ones. */
export type Columns = readonly string[];

/** A file of records, opened. */
export interface Table {
  readonly columns: Columns;
  /** Whether a record may have a column that is not listed. */
  readonly isOpen: boolean;
  /** Read as they are asked for, and never far ahead: those of a piece of the file together, at least one. */
  readonly rows: AsyncGenerator<readonly Row[], void, void>;
  readonly rejects: RejectsFormat;
}

/** How rejected rows are written, so that they can be mended and imported again. */
export interface RejectsFormat {
  readonly ending: string;
  /** What comes before the first row. */
  readonly head: string;
  show(row: Row, reason: string): string;
}

/** What is added to a rejected row; neither is a field, so an import passes over them. */
export const REJECTED = { line: 'rejected_line', reason: 'rejected_reason' } as const;

/**
 * The longest record, in bytes, and so how far a quoted cell may reach: more than the API takes, and few enough that a
 * broken file does not fill the memory.
 */
export const LONGEST_RECORD = 2 * 1024 * 1024;
