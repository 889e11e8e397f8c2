import { loadContract } from '../../contract/load.ts';
import { showInstant } from '../../domain/instant.ts';
import type { Connector } from '../../pull/connector/connector.ts';
import { keyText, type SourceValue, valueAt } from '../../pull/read/record-values.ts';
import { parseSourceTime, type SourceTime } from '../../pull/read/source-time.ts';
import { rowMapper } from '../import/map/mapped-row.ts';
import { type MapOption, Mapping } from '../import/map/mapping.ts';
import type { ReadRow } from '../import/map/read-row.ts';
import { parseSource } from '../import/map/source.ts';
import { EXTERNAL_ID, type FieldPath, UpsertFields } from '../import/map/upsert-fields.ts';
import type { Cells } from '../import/read/table.ts';
import { RowValidator } from '../import/row-validator.ts';

/** A record of the source as an upsert. */
export interface MappedRecord {
  /** The external id; undefined if the record key is blank. */
  readonly key: string | undefined;
  /** The time of the last change; undefined if the record has none. */
  readonly time: SourceTime | undefined;
  readonly hasEmail: boolean;
  readonly read: ReadRow;
  /** The upsert as JSON. */
  readonly json: string;
}

/** A mapped field, and the columns of its value. */
interface MappedField {
  readonly target: FieldPath;
  readonly columns: readonly number[];
}

type Contract = ReturnType<typeof loadContract>;

/** Maps records of a source to upserts by the stages of the importer. A value that the source empties clears its field. */
export class RecordMapper {
  readonly #connector: Connector;
  readonly #columns: readonly string[];
  readonly #paths: readonly string[];
  readonly #map: ReturnType<typeof rowMapper>;
  readonly #validator: RowValidator;
  readonly #clearable: readonly MappedField[];
  /** The mapped fields and their places, for the checkpoint and for `--check`. */
  readonly mapping: Readonly<Record<string, string>>;

  /**
   * @param overrides the values of `--map`, which take precedence over the map of the connector.
   * @throws CliError if the spec has no such field, or if no place is mapped to `email`.
   */
  constructor(
    connector: Connector,
    overrides: readonly MapOption[] = [],
    contract: Contract = loadContract(),
  ) {
    this.#connector = connector;
    this.mapping = {
      ...connector.map,
      ...Object.fromEntries(overrides.map(({ field, column }) => [field, column])),
      [EXTERNAL_ID]: connector.recordKey,
    };
    const fields = new UpsertFields(contract);
    const options = Object.entries(this.mapping).map(([field, place]) => ({
      field,
      column: asColumns(place),
    }));
    const columns = [...new Set(options.flatMap(({ column }) => parseSource(column).columns))];
    const mapping = new Mapping(fields, options);
    mapping.check({ columns, isOpen: false });
    this.#columns = columns;
    this.#paths = columns.map((column) => column.slice(1));
    this.#map = rowMapper(mapping.assignments(columns), fields);
    this.#validator = new RowValidator(contract);
    this.#clearable = options.flatMap(({ field, column }) => {
      const target = fields.parse(field);
      const isFixed = target === undefined || fields.required.includes(target.field);
      const indexes = parseSource(column).columns.map((name) => columns.indexOf(name));
      return isFixed ? [] : [{ target, columns: indexes }];
    });
  }

  /** @param line the number of the record in this run. */
  read(record: SourceValue, line: number): MappedRecord {
    const { recordKey, incremental } = this.#connector;
    const raw = this.#paths.map((path) => valueAt(record, path));
    const cells = raw.map((value) => this.#cell(value));
    const key = keyText(valueAt(record, recordKey));
    const { item, unknownCountries } = this.#map(cells);
    this.#clearEmptied(item, raw, cells);
    item[EXTERNAL_ID] = key;
    const time = incremental && this.#time(valueAt(record, incremental.cursorPath), incremental.timeZone);
    if (time?.isZoned && item.external_updated_at === undefined)
      item.external_updated_at = showInstant(time.instant);
    const json = JSON.stringify(item);
    const row = { line, end: line, text: json, columns: this.#columns, cells: cells as Cells };
    const reasons =
      key === undefined ? [`${EXTERNAL_ID}: ${recordKey} is empty`] : this.#validator.validate(item);
    const read: ReadRow =
      reasons.length > 0
        ? { row, error: reasons.join('; ') }
        : { row, item: item as never, json, unknownCountries };
    return { key, time, hasEmail: typeof item.email === 'string', read, json };
  }

  /** Converts a value to a cell. A number becomes its digits, since some sources send one id in both forms. */
  #cell(value: SourceValue | undefined): unknown {
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'string') return value ?? undefined;
    const text = value.trim();
    return this.#connector.sentinels.includes(text) ? '' : text;
  }

  #time(value: SourceValue | undefined, timeZone: string | undefined): SourceTime | undefined {
    if (typeof value === 'string' && this.#connector.sentinels.includes(value.trim())) return undefined;
    return parseSourceTime(value, timeZone);
  }

  /** Sets null for each field whose places exist in the record and are empty. A missing place says nothing. */
  #clearEmptied(item: Record<string, unknown>, raw: readonly unknown[], cells: readonly unknown[]): void {
    for (const { target, columns } of this.#clearable) {
      const exists = columns.some((column) => raw[column] !== undefined);
      const isEmpty = columns.every((column) => cells[column] === undefined || cells[column] === '');
      if (!exists || !isEmpty) continue;
      if (target.key === undefined) item[target.field] = null;
      else item[target.field] = { ...(item[target.field] as object), [target.key]: null };
    }
  }
}

/** Writes places as columns. The dot keeps the importer from mapping a column to the field of the same name. */
function asColumns(place: string): string {
  return place.includes('{') ? place.replace(/\{([^{}]+)\}/g, '{.$1}') : `.${place}`;
}
