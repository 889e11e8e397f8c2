import type { Columns, Row } from '../read/table.ts';
import type { ContentRule } from './column-names.ts';

/** The number of cells from which a missing pattern says something about a column. */
const FEWEST_CELLS = 3;

/** The cells of the first rows of a file, by column. */
export class SampleCells {
  readonly #cells = new Map<string, string[]>();
  readonly #rows: number;

  constructor(rows: readonly Row[]) {
    this.#rows = rows.length;
    for (const row of rows) if ('cells' in row) this.#add(row.columns, row.cells);
  }

  /** Whether the column has no content in the first rows. A file without rows says nothing about its columns. */
  isEmpty(column: string): boolean {
    return this.#rows > 0 && (this.#cells.get(column)?.length ?? 0) === 0;
  }

  /** Whether more than half of the cells contradict the rule. */
  contradicts(column: string, { always, never }: ContentRule): boolean {
    const cells = this.#cells.get(column) ?? [];
    const matches = (pattern: string) => {
      const expression = new RegExp(pattern, 'iu');
      return cells.filter((cell) => expression.test(cell)).length;
    };
    if (never !== undefined && matches(never) > cells.length / 2) return true;
    return always !== undefined && cells.length >= FEWEST_CELLS && matches(always) < cells.length / 2;
  }

  #add(columns: Columns, cells: readonly unknown[]): void {
    for (const [index, column] of columns.entries()) {
      const cell = cells[index];
      if (typeof cell !== 'string' || cell === '') continue;
      const known = this.#cells.get(column);
      if (known) known.push(cell);
      else this.#cells.set(column, [cell]);
    }
  }
}
