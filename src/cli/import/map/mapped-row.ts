import type { Cells } from '../read/table.ts';
import { countryCode } from './country.ts';
import type { Assignment } from './mapping.ts';
import { EXTERNAL_ID, type FieldPath, type UpsertFields } from './upsert-fields.ts';

/** A row with its columns mapped to fields, before it is validated. */
export interface MappedRow {
  /** The fields of an upsert, including the external id. */
  readonly item: Record<string, unknown>;
  /** Country names that have no code. The row is sent without them. */
  readonly unknownCountries: string[];
}

/** Sets a value of a row. */
type Put = (mapped: MappedRow, value: unknown) => void;

/** Creates a function that maps the cells of a record to an upsert. It leaves out empty values, so they change nothing. */
export function rowMapper(
  assignments: readonly Assignment[],
  fields: UpsertFields,
): (cells: Cells) => MappedRow {
  const steps = assignments.map(({ target, read }) => ({ read, put: putInto(target, fields) }));
  return (cells) => {
    const mapped: MappedRow = { item: { [EXTERNAL_ID]: undefined }, unknownCountries: [] };
    for (const { read, put } of steps) {
      const value = read(cells);
      if (value !== undefined && value !== '') put(mapped, value);
    }
    return mapped;
  };
}

function putInto({ field, key }: FieldPath, fields: UpsertFields): Put {
  if (key !== undefined) {
    return ({ item }, value) => {
      item[field] = { ...(item[field] as object), [key]: value };
    };
  }
  if (fields.isCountry(field)) return (mapped, value) => putCountry(mapped, field, value);
  const convert = converter(field, fields);
  return ({ item }, value) => {
    item[field] = convert(value);
  };
}

function putCountry({ item, unknownCountries }: MappedRow, field: string, value: unknown): void {
  const code = typeof value === 'string' ? countryCode(value) : value;
  if (code === undefined) unknownCountries.push(value as string);
  else item[field] = code;
}

function converter(field: string, fields: UpsertFields): (value: unknown) => unknown {
  if (field === EXTERNAL_ID) return readExternalId;
  return fields.isObject(field) ? readObject : (value) => value;
}

/** Parses a cell of an object field as JSON. The validator later rejects a value that is not an object. */
function readObject(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Converts a number to its digits, since a path has no types. A number that may have been rounded stays a number. */
function readExternalId(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}
