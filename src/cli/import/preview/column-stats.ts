import { HashSet, hashText } from '../conflicts/hash-set.ts';
import type { Columns, Row } from '../read/table.ts';

/** The number of cells to count at most, which limits the memory to about 60 MiB. */
const MOST_CELLS = 2_500_000;

/** The cells of one column. */
export interface ColumnStats {
  readonly column: string;
  readonly empty: number;
  /** The number of cells whose text is in an earlier row too. */
  readonly duplicates: number;
}

export interface FileStats {
  readonly columns: readonly ColumnStats[];
  /** The number of rows that were counted. */
  readonly rows: number;
  /** Whether the file has more rows. */
  readonly isPartial: boolean;
}

/** Counts the empty and the repeated cells of these columns in the first rows of a file. */
export async function countCells(
  chunks: AsyncIterable<readonly Row[]>,
  columns: readonly string[],
): Promise<FileStats> {
  const counters = columns.map((column) => new ColumnCounter(column));
  const mostRows = Math.floor(MOST_CELLS / Math.max(1, columns.length));
  let rows = 0;
  for await (const chunk of chunks) {
    for (const row of chunk) {
      if (rows === mostRows) return { columns: counters, rows, isPartial: true };
      rows += 1;
      if ('cells' in row) for (const counter of counters) counter.add(row);
    }
  }
  return { columns: counters, rows, isPartial: false };
}

class ColumnCounter implements ColumnStats {
  readonly column: string;
  empty = 0;
  duplicates = 0;
  readonly #seen = new HashSet();
  #columns: Columns | undefined;
  #index = -1;

  constructor(column: string) {
    this.column = column;
  }

  add({ columns, cells }: Extract<Row, { cells: unknown }>): void {
    if (columns !== this.#columns) {
      // A search in each row would take seconds for a file of a thousand columns.
      this.#columns = columns;
      this.#index = columns.indexOf(this.column);
    }
    const cell = cells[this.#index];
    if (cell === undefined || cell === null || cell === '') this.empty += 1;
    else if (!this.#seen.add(hashText(typeof cell === 'string' ? cell : JSON.stringify(cell)))) {
      this.duplicates += 1;
    }
  }
}
