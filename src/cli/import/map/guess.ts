import type { Columns, Row } from '../read/table.ts';
import { type ColumnNames, columnNames, type PresetName } from './column-names.ts';
import { SampleCells } from './content.ts';
import type { MapOption } from './mapping.ts';
import { parseSource } from './source.ts';
import { showPath, type UpsertFields } from './upsert-fields.ts';

export interface GuessOptions {
  readonly fields: UpsertFields;
  readonly columns: Columns;
  /** Whether the columns are keys of JSON. Keys with the names of fields then need no check. */
  readonly isJson: boolean;
  /** The first rows of the file. */
  readonly sample: readonly Row[];
  readonly maps: readonly MapOption[];
  readonly skipped: readonly string[];
  readonly preset: PresetName | undefined;
}

const PRIVATE = 'because it may contain health data or birth dates';

/** The state of one guess. */
export class Guess {
  readonly names: ColumnNames;
  readonly ignored = new Map<string, string>();
  readonly #options: GuessOptions;
  readonly #cells: SampleCells;
  readonly #byFoldedName: ReadonlyMap<string, string>;

  constructor(options: GuessOptions) {
    this.#options = options;
    this.names = columnNames(options.preset);
    this.#cells = new SampleCells(options.sample);
    const columns = options.columns.filter((column) => !options.skipped.includes(column));
    this.#byFoldedName = new Map(columns.toReversed().map((column) => [fold(column), column]));
  }

  /** Finds the columns that must not be taken by their names. */
  refuseColumns(): void {
    const { columns, fields, skipped, isJson, maps } = this.#options;
    const hidden = new Set(this.names.private.map(fold));
    for (const column of columns) {
      const target = fields.findByColumn(column);
      if (skipped.includes(column)) this.ignored.set(column, '');
      else if (isJson && target && showPath(target) === column) continue;
      else if (hidden.has(fold(column))) this.ignored.set(column, PRIVATE);
      else if (target?.key === undefined && target && !maps.some(({ field }) => field === target.field)) {
        this.#refuseContent(target.field, column);
      }
    }
  }

  /** Returns the column that has the name of the field itself and may be taken. */
  namedAfter(field: string): string | undefined {
    const { columns, fields } = this.#options;
    return columns.find((column) => {
      const target = fields.findByColumn(column);
      return target?.field === field && target.key === undefined && !this.ignored.has(column);
    });
  }

  isMapped(field: string): boolean {
    return this.#options.maps.some((map) => map.field === field) || this.namedAfter(field) !== undefined;
  }

  /** Chooses the first candidate whose columns exist, have content and do not contradict the field. */
  field(field: string, candidates: readonly string[]): MapOption | undefined {
    if (this.isMapped(field)) return undefined;
    const found = candidates.flatMap((candidate) => this.#find(candidate) ?? []);
    const usable = found.filter(({ columns }) =>
      columns.every((column) => !this.ignored.has(column) && !this.#refuseContent(field, column)),
    );
    const filled = usable.find(({ columns }) => !columns.every((column) => this.#cells.isEmpty(column)));
    const chosen = filled ?? (this.#options.fields.required.includes(field) ? usable[0] : undefined);
    return chosen && { field, column: chosen.text };
  }

  /** Returns the column with this name. Case, spaces and punctuation do not matter. */
  column(name: string): string | undefined {
    return this.#byFoldedName.get(fold(name));
  }

  isEmpty(column: string): boolean {
    return this.#cells.isEmpty(column);
  }

  /** Finds the columns of a candidate, and writes the candidate with their names. */
  #find(candidate: string): { text: string; columns: string[] } | undefined {
    const { columns, text } = parseSource(candidate);
    if (columns.length === 1 && columns[0] === text) {
      const column = this.column(text);
      return column === undefined ? undefined : { text: column, columns: [column] };
    }
    const found = columns.map((name) => this.column(name));
    if (!found.every((column) => column !== undefined)) return undefined;
    return { text: found.map((column) => `{${column}}`).join(' '), columns: found };
  }

  /** @returns whether the content of the column contradicts the field; the column is then ignored. */
  #refuseContent(field: string, column: string): boolean {
    const rule = this.names.contents[field];
    if (!rule || !this.#cells.contradicts(column, rule)) return false;
    this.ignored.set(column, `as ${field}, because ${rule.because}`);
    return true;
  }
}

/** Removes case, spaces and punctuation. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
