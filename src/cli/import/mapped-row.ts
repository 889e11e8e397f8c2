import { countryCode } from './country.ts';
import type { Assignment } from './mapping.ts';
import type { Cells } from './table.ts';
import { EXTERNAL_ID, type FieldPath, type UpsertFields } from './upsert-fields.ts';

/** What is to be sent, not yet held against the spec. */
export interface MappedRow {
  /** The fields of an upsert, the external id among them. */
  readonly item: Record<string, unknown>;
  /** Names of countries that have no code; they were left out. */
  readonly unknownCountries: string[];
}

/** Puts a value into a draft. */
type Put = (draft: MappedRow, value: unknown) => void;

/** Makes an upsert of the cells of one record. An empty value is left out, so it changes nothing. */
export function drafter(
  assignments: readonly Assignment[],
  fields: UpsertFields,
): (cells: Cells) => MappedRow {
  const steps = assignments.map(({ target, read }) => ({ read, put: putInto(target, fields) }));
  return (cells) => {
    const draft: MappedRow = { item: { [EXTERNAL_ID]: undefined }, unknownCountries: [] };
    for (const { read, put } of steps) {
      const value = read(cells);
      if (value !== undefined && value !== '') put(draft, value);
    }
    return draft;
  };
}

function putInto({ field, key }: FieldPath, fields: UpsertFields): Put {
  if (key !== undefined) {
    return ({ item }, value) => {
      item[field] = { ...(item[field] as object), [key]: value };
    };
  }
  if (fields.holdsCountry(field)) return (draft, value) => putCountry(draft, field, value);
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
  return fields.holdsObject(field) ? readObject : (value) => value;
}

/** A cell that holds a whole object has it as JSON. What is none is left for the schema to refuse. */
function readObject(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** A path has no types, so a number is an id as good as its digits, as long as none of them was rounded. */
function readExternalId(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}
