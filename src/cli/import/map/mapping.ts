import { usageError } from '../../cli-error.ts';
import { type Cells, type Columns, REJECTED, type Table } from '../read/table.ts';
import { parseSource, rootColumn, type Source } from './source.ts';
import { EXTERNAL_ID, type FieldPath, isSamePath, showPath, type UpsertFields } from './upsert-fields.ts';

/** One `--map field=column`, before it is checked against the spec and the file. */
export interface MapOption {
  readonly field: string;
  readonly column: string;
}

/** The options that supplement `--map`. */
export interface MappingExtras {
  /** The mappings that the import has guessed from the names of the columns. */
  readonly guessed?: readonly MapOption[];
  /** The columns that only `--map` may use, because of `--skip` or of their content. */
  readonly ignored?: ReadonlySet<string>;
  /** The columns that the user does not expect to be imported, so that the import does not list them. */
  readonly skipped?: readonly string[];
  /** The field whose keys receive all other columns. */
  readonly rest?: 'custom_fields' | 'metadata' | undefined;
  /** The values of fields whose cells are empty. */
  readonly defaults?: readonly MapOption[];
  /** A template for the email of a row without one. */
  readonly emailTemplate?: string | undefined;
}

/** The field that receives a value, and the function that reads the value from a record. */
export interface Assignment {
  readonly target: FieldPath;
  read(cells: Cells): unknown;
  /** Whether the value only applies if the field has no value yet. */
  readonly isDefault?: boolean;
}

/** A mapping whose field exists. */
interface Explicit {
  readonly target: FieldPath;
  readonly source: Source;
}

/** Maps columns to fields: by `--map`, then by the exact name of the column, then by a guess. */
export class Mapping {
  readonly #fields: UpsertFields;
  readonly #explicit: readonly Explicit[];
  readonly #defaults: readonly Explicit[];
  readonly #extras: MappingExtras;

  /** @throws CliError if the spec has no such field, or if two options name one field. */
  constructor(fields: UpsertFields, options: readonly MapOption[], extras: MappingExtras = {}) {
    this.#fields = fields;
    this.#extras = extras;
    const { guessed = [], defaults = [], emailTemplate } = extras;
    const parse = (flag: string) => (option: MapOption) => ({
      target: parseTarget(fields, flag, option.field),
      source: parseSource(option.column),
    });
    this.#explicit = [...options, ...guessed].map(parse('--map'));
    const values = defaults.map(({ field, column }) => ({
      target: parseTarget(fields, '--default', field),
      source: { text: column, columns: [], reader: () => () => column },
    }));
    const template = emailTemplate === undefined ? [] : [{ field: 'email', column: emailTemplate }];
    this.#defaults = [...template.map(parse('--email-template')), ...values];
    const names = options.map(({ field }) => field);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined)
      throw usageError(
        `--map ${repeated}=… is given twice; a field takes one column, so leave out one of them.`,
      );
  }

  /** The columns and paths that the options name. */
  get named(): string[] {
    return [...this.#explicit, ...this.#defaults].flatMap(({ source }) => source.columns);
  }

  #isNamed(column: string): boolean {
    return this.named.some((name) => name === column || rootColumn(name) === column);
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
    const required = [...this.named, ...(this.#extras.skipped ?? [])];
    const missing = required.find((column) => !columns.includes(column));
    if (missing !== undefined && !isOpen) throw usageError(`There is no column ${missing}. ${shown}`);
    const unmapped = this.#fields.required.find((field) => !this.#isMapped(field, columns));
    if (unmapped !== undefined) {
      const hint =
        unmapped === EXTERNAL_ID ? ' If no column has an id, map the email to external_id too.' : '';
      throw usageError(
        `No column is named ${unmapped}. Name the column with --map ${unmapped}="…". ${shown}${hint}`,
      );
    }
    this.#refuseAmbiguous(columns);
  }

  /** Returns the columns that are mapped to no field, without those of `--skip`. */
  unused(columns: Columns): string[] {
    const { rest, skipped = [], ignored } = this.#extras;
    const isLeftOut = (column: string) => rest === undefined || ignored?.has(column) === true;
    return columns.filter(
      (column) => !this.#uses(column) && !skipped.includes(column) && isLeftOut(column) && !isAdded(column),
    );
  }

  /** Returns the assignments for records with these columns. A later assignment overrides an earlier one. */
  assignments(columns: Columns): Assignment[] {
    const byName = columns.flatMap((column, index) => {
      const target = this.#targetByName(column) ?? this.#restOf(column);
      return target ? [{ target, read: (cells: Cells) => cells[index] }] : [];
    });
    const assign = ({ target, source }: Explicit) => ({ target, read: source.reader(columns) });
    const defaults = this.#defaults.map((value) => ({ ...assign(value), isDefault: true }));
    return [...byName, ...this.#explicit.map(assign), ...defaults];
  }

  /** Lists which field receives which column or template, for the preview. */
  describe(columns: Columns): MapOption[] {
    const byName = columns.flatMap((column) => {
      const target = this.#targetByName(column) ?? this.#restOf(column);
      return target ? [{ field: showPath(target), column }] : [];
    });
    const explicit = this.#explicit.map(({ target, source }) => ({
      field: showPath(target),
      column: source.text,
    }));
    return [...explicit, ...byName];
  }

  #isMapped(field: string, columns: Columns): boolean {
    const targets = [
      ...columns.map((column) => this.#targetByName(column)),
      ...[...this.#explicit, ...this.#defaults].map(({ target }) => target),
    ];
    return targets.some((target) => target?.field === field);
  }

  #refuseAmbiguous(columns: Columns): void {
    const seen: { column: string; target: FieldPath | undefined }[] = [];
    for (const column of columns.filter((name) => this.#uses(name))) {
      const target = this.#targetByName(column);
      const other = seen.find(
        (earlier) =>
          earlier.column === column || (earlier.target && target && isSamePath(earlier.target, target)),
      );
      if (other?.column === column)
        throw usageError(`The column ${column} is twice in the header; rename one of them.`);
      if (other && target) {
        const field = showPath(target);
        throw usageError(
          `Both ${other.column} and ${column} match ${field}; choose one with --map ${field}="…".`,
        );
      }
      seen.push({ column, target });
    }
  }

  #uses(column: string): boolean {
    return this.#targetByName(column) !== undefined || this.#isNamed(column);
  }

  /** Returns the field that the column is named after, unless an option sets that field. */
  #targetByName(column: string): FieldPath | undefined {
    if (this.#extras.ignored?.has(column)) return undefined;
    const target = this.#fields.findByColumn(column);
    return target && this.#explicit.some((explicit) => isSamePath(explicit.target, target))
      ? undefined
      : target;
  }

  #restOf(column: string): FieldPath | undefined {
    const { rest, skipped = [], ignored } = this.#extras;
    if (rest === undefined || this.#isNamed(column) || skipped.includes(column)) return undefined;
    return ignored?.has(column) || isAdded(column) ? undefined : { field: rest, key: column };
  }
}

function parseTarget(fields: UpsertFields, flag: string, field: string): FieldPath {
  const target = fields.parse(field);
  if (!target) throw usageError(`${flag} ${field}=…: the spec has no such field. The fields are: ${fields}.`);
  return target;
}

/** Returns whether an earlier import has added the column to its file of rejected rows. */
function isAdded(column: string): boolean {
  return column === REJECTED.line || column === REJECTED.reason;
}
