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
    for (const step of steps) step(mapped, cells);
    return mapped;
  };
}

/** Sets the value of one assignment. */
type Step = (mapped: MappedRow, cells: Cells) => void;

function stepOf({ target, read, isDefault }: Assignment, fields: UpsertFields, rules: ValueRules): Step {
  const convert: Convert = target.key === undefined ? converter(target.field, fields, rules) : keepValue;
  const empty = emptyTextsOf(target, rules);
  const clears = rules.clearsFields && !fields.required.includes(target.field);
  return (mapped, cells) => {
    if (isDefault && valueAt(mapped.item, target) != null) return;
    const value = read(cells);
    if (value === undefined) return;
    if (value === '' || empty?.has(value as string)) {
      if (value !== '') mapped.notes.push(`${showPath(target)} ${value} was read as an empty cell`);
      if (clears) put(mapped.item, target, null);
      return;
    }
    if (isSpreadsheetError(value)) {
      mapped.errors.push(
        `${showPath(target)} contains the spreadsheet error ${value}; replace it with the value, or empty the cell`,
      );
    }
    const converted = convert(value);
    if (converted.note !== undefined) mapped.notes.push(converted.note);
    if (converted.error !== undefined) mapped.errors.push(converted.error);
    if (isDefault) mapped.notes.push(`${showPath(target)} was empty and became ${converted.value}`);
    if (converted.unknownCountry !== undefined) mapped.unknownCountries.push(converted.unknownCountry);
    if (converted.value !== undefined) put(mapped.item, target, converted.value);
  };
}

const keepValue: Convert = (value) => ({ value });

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
