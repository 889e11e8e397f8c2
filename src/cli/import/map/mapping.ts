import { usageError } from '../../cli-error.ts';
import type { Cells, Columns, Table } from '../read/table.ts';
import { parseSource, type Source } from './source.ts';
import type { FieldPath, UpsertFields } from './upsert-fields.ts';

/** One `--map field=column`, before it is checked against the spec and the file. */
export interface MapOption {
  readonly field: string;
  readonly column: string;
}

/** The field that receives a value, and the function that reads the value from a record. */
export interface Assignment {
  readonly target: FieldPath;
  read(cells: Cells): unknown;
}

/** A `--map` whose field exists. */
interface Explicit {
  readonly target: FieldPath;
  readonly source: Source;
}

/** Maps columns to fields, by `--map` and otherwise by the name of the column. */
export class Mapping {
  readonly #fields: UpsertFields;
  readonly #explicit: readonly Explicit[];

  /** @throws CliError if the spec has no such field, or if two options name one field. */
  constructor(fields: UpsertFields, options: readonly MapOption[]) {
    this.#fields = fields;
    this.#explicit = options.map(({ field, column }) => {
      const target = fields.parse(field);
      if (!target)
        throw usageError(`--map ${field}=…: the spec has no such field. The fields are: ${fields}.`);
      return { target, source: parseSource(column) };
    });
    const names = options.map(({ field }) => field);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined)
      throw usageError(
        `--map ${repeated}=… is given twice; a field takes one column, so leave out one of them.`,
      );
  }

  /**
   * Checks the mapping against the columns of a file.
   *
   * @throws CliError if a column is missing or ambiguous. The message says how to choose a column.
   */
  check({ columns, isOpen }: Pick<Table, 'columns' | 'isOpen'>): void {
    // No line is readable, so the import rejects each line with its own reason.
    if (isOpen && columns.length === 0) return;
    const isSplit = columns.length > 1 || isOpen;
    const shown = `The columns are: ${columns.join(', ')}.${isSplit ? '' : ' If the file has more columns, set --delimiter.'}`;
    const required = this.#explicit.flatMap(({ source }) => source.columns);
    const missing = required.find((column) => !columns.includes(column));
    if (missing !== undefined && !isOpen) throw usageError(`There is no column ${missing}. ${shown}`);
    const unmapped = this.#fields.required.find((field) => !this.#isMapped(field, columns));
    if (unmapped !== undefined) {
      throw usageError(
        `No column is named ${unmapped}. Name the column with --map ${unmapped}="…". ${shown}`,
      );
    }
    this.#refuseAmbiguous(columns);
  }

  /** Returns the columns that are mapped to no field. */
  unused(columns: Columns): string[] {
    return columns.filter((column) => !this.#uses(column));
  }

  /** Returns the assignments for records with these columns. A later assignment overrides an earlier one. */
  assignments(columns: Columns): Assignment[] {
    const byName = columns.flatMap((column, index) => {
      const target = this.#targetByName(column);
      return target ? [{ target, read: (cells: Cells) => cells[index] }] : [];
    });
    const assigned = this.#explicit.map(({ target, source }) => ({ target, read: source.reader(columns) }));
    return [...byName, ...assigned];
  }

  #isMapped(field: string, columns: Columns): boolean {
    const targets = [...columns.map((column) => this.#targetByName(column)), ...this.#explicit.map(targetOf)];
    return targets.some((target) => target?.field === field);
  }

  #refuseAmbiguous(columns: Columns): void {
    const seen: { column: string; target: FieldPath | undefined }[] = [];
    for (const column of columns.filter((name) => this.#uses(name))) {
      const target = this.#targetByName(column);
      const other = seen.find((earlier) => earlier.column === column || isSame(earlier.target, target));
      if (other?.column === column)
        throw usageError(`The column ${column} is twice in the header; rename one of them.`);
      if (other && target) {
        const field = show(target);
        throw usageError(
          `Both ${other.column} and ${column} match ${field}; choose one with --map ${field}="…".`,
        );
      }
      seen.push({ column, target });
    }
  }

  #uses(column: string): boolean {
    return (
      this.#targetByName(column) !== undefined ||
      this.#explicit.some(({ source }) => source.columns.includes(column))
    );
  }

  /** Returns the field that the column is named after, unless `--map` sets that field. */
  #targetByName(column: string): FieldPath | undefined {
    const target = this.#fields.findByColumn(column);
    return this.#explicit.some((explicit) => isSame(explicit.target, target)) ? undefined : target;
  }
}

function targetOf({ target }: Explicit): FieldPath {
  return target;
}

function isSame(a: FieldPath | undefined, b: FieldPath | undefined): boolean {
  return a !== undefined && a.field === b?.field && a.key === b.key;
}

function show({ field, key }: FieldPath): string {
  return key === undefined ? field : `${field}.${key}`;
}
