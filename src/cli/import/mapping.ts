import { usageError } from '../cli-error.ts';
import { parseSource, type Source } from './source.ts';
import type { Cells, Columns, Table } from './table.ts';
import type { FieldPath, UpsertFields } from './upsert-fields.ts';

/** One `--map field=column`, not yet held against the spec or the file. */
export interface MapOption {
  readonly field: string;
  readonly column: string;
}

/** Where a value of a record goes, and where it comes from. */
export interface Assignment {
  readonly target: FieldPath;
  read(cells: Cells): unknown;
}

interface Explicit {
  readonly target: FieldPath;
  readonly source: Source;
}

/** Which column goes to which field: as told, and else by the column's name. */
export class Mapping {
  readonly #fields: UpsertFields;
  readonly #explicit: readonly Explicit[];

  /** @throws Failure for a field that the spec does not know, or that is told twice. */
  constructor(fields: UpsertFields, options: readonly MapOption[]) {
    this.#fields = fields;
    this.#explicit = options.map(({ field, column }) => {
      const target = fields.parse(field);
      if (!target) throw usageError(`--map ${field}=…: there is no such field. The fields are: ${fields}.`);
      return { target, source: parseSource(column) };
    });
    const names = options.map(({ field }) => field);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw usageError(`--map ${twice}=… is given twice; one column can be meant.`);
  }

  /**
   * Holds the mapping against the columns of a file.
   *
   * @throws Failure when a column is missing, or it is open which of two is meant; it says how to tell.
   */
  check({ columns, isOpen }: Pick<Table, 'columns' | 'isOpen'>): void {
    // No line could be read, so each is refused by itself.
    if (isOpen && columns.length === 0) return;
    const isSplit = columns.length > 1 || isOpen;
    const shown = `The columns are: ${columns.join(', ')}.${isSplit ? '' : ' Is another --delimiter meant?'}`;
    const asked = this.#explicit.flatMap(({ source }) => source.columns);
    const missing = asked.find((column) => !columns.includes(column));
    if (missing !== undefined && !isOpen) throw usageError(`There is no column ${missing}. ${shown}`);
    const unmapped = this.#fields.required.find((field) => !this.#isMapped(field, columns));
    if (unmapped !== undefined) {
      throw usageError(
        `No column is named ${unmapped}. Say which one it is: --map ${unmapped}="…". ${shown}`,
      );
    }
    this.#refuseAmbiguous(columns);
  }

  /** The columns of which nothing is made. */
  unused(columns: Columns): string[] {
    return columns.filter((column) => !this.#uses(column));
  }

  /** What is made of a record with these columns; a later assignment stands above an earlier one. */
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
      const rival = seen.find((earlier) => earlier.column === column || isSame(earlier.target, target));
      if (rival?.column === column)
        throw usageError(`The column ${column} stands twice in the header; rename one.`);
      if (rival && target) {
        const field = show(target);
        throw usageError(
          `Both ${rival.column} and ${column} look like ${field}; say which with --map ${field}="…".`,
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

  /** What is told outranks a name. */
  #targetByName(column: string): FieldPath | undefined {
    const target = this.#fields.recognise(column);
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
