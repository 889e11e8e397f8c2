import { countOf } from '../../count-of.ts';
import { isValidRow, type ReadRow } from '../map/read-row.ts';
import type { Row } from '../read/table.ts';
import type { RepeatedId, RowPosition } from './conflicting-ids.ts';

/** Which of the rows with one external id an import sends. */
export type Duplicates = 'first' | 'last';

/** Counts the external ids that are on several rows, and selects the row to send. */
export class RepeatedIds {
  readonly #duplicates: Duplicates | undefined;
  /** With `--duplicates`, the position of the row to send for each repeated id. */
  readonly #kept = new Map<string, RowPosition>();
  #ids = 0;
  #rows = 0;

  constructor(duplicates: Duplicates | undefined) {
    this.#duplicates = duplicates;
  }

  add(id: string, repeated: RepeatedId): void {
    // `describeConflicts` describes the ids with different emails.
    if (this.#duplicates === undefined && repeated.hasDifferentEmails) return;
    this.#ids += 1;
    this.#rows += repeated.rows;
    if (this.#duplicates !== undefined) this.#kept.set(id, repeated[this.#duplicates]);
  }

  /** @returns undefined if each id is on one row only. */
  describe(): string | undefined {
    if (this.#ids === 0) return undefined;
    const ids = countOf(this.#ids, 'external id is', 'external ids are');
    if (this.#duplicates === undefined) {
      return `${ids} on several rows with the same email, ${countOf(this.#rows, 'row')} in total. The import sends these rows in the order of the file, so a later row updates the customer of an earlier row.`;
    }
    return `${ids} on several rows, ${countOf(this.#rows, 'row')} in total. With --duplicates ${this.#duplicates} the import sends the ${this.#duplicates} row of each id and skips ${countOf(this.#rows - this.#ids, 'row')}.`;
  }

  /** Skips the rows of a repeated id that are not the row to send. */
  skipOthers(read: (row: Row) => ReadRow): (row: Row) => ReadRow {
    if (this.#kept.size === 0) return read;
    return (row) => {
      const found = read(row);
      const kept = isValidRow(found) ? this.#kept.get(found.item.external_id) : undefined;
      if (!kept || (kept.line === row.line && kept.end === row.end)) return found;
      return { row, skipped: `external_id is also on line ${kept.line}, which was sent instead` };
    };
  }
}
