import { usageError } from '../../cli-error.ts';
import { countOf } from '../../count-of.ts';
import { columnReader } from '../read/column-lookup.ts';
import type { Columns, Row } from '../read/table.ts';

/** An id that a spreadsheet has shown as a rounded number: `1.2E+12`. */
const CUT_ID = /^\d(?:[.,]\d+)?E\+\d+$/i;

/** Collects facts about all rows of a file before the first row is sent. */
export class Survey {
  readonly #missing: Set<string>;
  readonly #keys = new Set<string>();
  readonly #cutLines: number[] = [];
  #cut = 0;
  #columns: Columns | undefined;

  /** @param named the columns and paths that the options name. They must be in at least one row of a JSON file. */
  constructor(named: readonly string[]) {
    this.#missing = new Set(named);
  }

  add(row: Row, id: string | undefined): void {
    if ('error' in row) return;
    if (row.columns !== this.#columns) {
      this.#columns = row.columns;
      if (this.#keys.size < MOST_KEYS) for (const column of row.columns) this.#keys.add(column);
    }
    for (const name of this.#missing) {
      const isPresent =
        row.columns.includes(name) || columnReader(row.columns, name)?.(row.cells) !== undefined;
      if (isPresent) this.#missing.delete(name);
    }
    if (id === undefined || !isCut(id)) return;
    this.#cut += 1;
    if (this.#cutLines.length < MOST_LINES) this.#cutLines.push(row.line);
  }

  /** @throws CliError if an option names a key that no row has. */
  refuseMissingKeys(): void {
    const [missing] = this.#missing;
    // Without a readable row, each row is rejected with its own reason.
    if (missing === undefined || this.#keys.size === 0) return;
    throw usageError(
      `No row has the key ${missing} that an option names. The keys are: ${[...this.#keys].join(', ')}.`,
    );
  }

  /** @returns undefined if no id looks like a rounded number. */
  describeCutIds(): string | undefined {
    if (this.#cut === 0) return undefined;
    const ids = countOf(this.#cut, 'external id looks', 'external ids look');
    const more = this.#cut > this.#cutLines.length ? ' …' : '';
    const lines = `${this.#cut === 1 ? 'line' : 'lines'} ${this.#cutLines.join(', ')}${more}`;
    return `${ids} like a number that a spreadsheet has rounded, such as 1.2E+12 (${lines}). Export the file again with the id as text, because different customers may have the same rounded id.`;
  }
}

/** The number of keys and of lines that a message names. */
const MOST_KEYS = 100;
const MOST_LINES = 5;

export function isCut(id: string): boolean {
  // Most ids have no plus sign, and a search for one character is cheaper than the expression.
  return id.includes('+') && CUT_ID.test(id);
}
