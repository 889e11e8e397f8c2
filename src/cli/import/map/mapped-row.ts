import type { Cells } from '../read/table.ts';
import type { Assignment } from './mapping.ts';
import { EXTERNAL_ID, type FieldPath, showPath, type UpsertFields } from './upsert-fields.ts';
import { type Convert, converter } from './values/convert-value.ts';
import { isSpreadsheetError } from './values/spreadsheet-error.ts';
import { UNCHANGED, type ValueRules } from './values/value-rules.ts';

/** A row with its columns mapped to fields, before it is validated. */
export interface MappedRow {
  /** The fields of an upsert, including the external id. */
  readonly item: Record<string, unknown>;
  /** Country names that have no code. The row is sent without them. */
  readonly unknownCountries: string[];
  /** What the import changed in the row, apart from the form of a value. */
  readonly notes: string[];
  /** The reasons why a mapped cell has no value that can be sent. */
  readonly errors: string[];
}

/** Creates a function that maps the cells of a record to an upsert. */
export function rowMapper(
  assignments: readonly Assignment[],
  fields: UpsertFields,
  rules: ValueRules = UNCHANGED,
): (cells: Cells) => MappedRow {
  const steps = assignments.map((assignment) => stepOf(assignment, fields, rules));
  return (cells) => {
    const item = { [EXTERNAL_ID]: undefined };
    const mapped: MappedRow = { item, unknownCountries: [], notes: [], errors: [] };
    for (const { target, isDefault, readValue } of steps) {
      if (isDefault && valueAt(item, target) != null) continue;
      const value = readValue(cells, mapped);
      if (value !== undefined) put(item, target, value);
    }
    return mapped;
  };
}

/** Creates a function that reads the text of one field only, which is much faster than mapping the whole row. */
export function textMapper(
  field: string,
  assignments: readonly Assignment[],
  { fields, rules }: { fields: UpsertFields; rules: ValueRules },
): (cells: Cells) => string | undefined {
  const own = assignments.filter(({ target }) => target.field === field && target.key === undefined);
  const steps = own.map((assignment) => stepOf(assignment, fields, rules));
  return (cells) => {
    const notes: Notes = { unknownCountries: [], notes: [], errors: [] };
    let found: unknown;
    for (const { isDefault, readValue } of steps) {
      const value = isDefault && found != null ? undefined : readValue(cells, notes);
      if (value !== undefined) found = value;
    }
    return typeof found === 'string' ? found : undefined;
  };
}

type Notes = Omit<MappedRow, 'item'>;

/** Reads the value of one assignment. */
interface Step {
  readonly target: FieldPath;
  readonly isDefault: boolean;
  /** @returns undefined to leave the field unchanged; null clears it. */
  readValue(cells: Cells, notes: Notes): unknown;
}

function stepOf(
  { target, read, isDefault = false }: Assignment,
  fields: UpsertFields,
  rules: ValueRules,
): Step {
  const convert: Convert | undefined =
    target.key === undefined ? converter(target.field, fields, rules) : undefined;
  const empty = emptyTextsOf(target, rules);
  const clears = rules.clearsFields && !fields.required.includes(target.field);
  const readValue = (cells: Cells, { notes, errors, unknownCountries }: Notes): unknown => {
    const value = read(cells);
    if (value === undefined) return undefined;
    if (value === '' || empty?.has(value as string)) {
      if (value !== '') notes.push(`${showPath(target)} ${value} was read as an empty cell`);
      return clears ? null : undefined;
    }
    if (isSpreadsheetError(value)) {
      errors.push(
        `${showPath(target)} contains the spreadsheet error ${value}; replace it with the value, or empty the cell`,
      );
    }
    const converted = convert ? convert(value) : undefined;
    const result = converted ? converted.value : value;
    if (converted?.note !== undefined) notes.push(converted.note);
    if (converted?.error !== undefined) errors.push(converted.error);
    if (isDefault) notes.push(`${showPath(target)} was empty and became ${result}`);
    if (converted?.unknownCountry !== undefined) unknownCountries.push(converted.unknownCountry);
    return result;
  };
  return { target, isDefault, readValue };
}

function emptyTextsOf({ field }: FieldPath, { emptyTexts }: ValueRules): ReadonlySet<string> | undefined {
  return field === 'name' || emptyTexts.size === 0 ? undefined : emptyTexts;
}

function put(item: Record<string, unknown>, { field, key }: FieldPath, value: unknown): void {
  const object = item[field] as object | undefined;
  if (key === undefined) item[field] = value;
  else item[field] = object === undefined ? { [key]: value } : { ...object, [key]: value };
}

function valueAt(item: Record<string, unknown>, { field, key }: FieldPath): unknown {
  const value = item[field];
  return key === undefined ? value : (value as Record<string, unknown> | null | undefined)?.[key];
}
