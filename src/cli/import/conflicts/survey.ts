import { usageError } from '../../cli-error.ts';
import { columnReader } from '../read/column-lookup.ts';
import type { Columns, Row } from '../read/table.ts';
import { OddIds } from './odd-ids.ts';

/** Collects facts about all rows of a file before the first row is sent. */
export class Survey {
  readonly #missing: Set<string>;
  readonly #keys = new Set<string>();
  readonly oddIds = new OddIds();
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
    if (id !== undefined) this.oddIds.add(id, row.line);
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
}

/** The number of keys that a message names. */
const MOST_KEYS = 100;
