import { countryCode } from './country.ts';
import { EXTERNAL_ID, type Target, type UpsertFields } from './upsert-fields.ts';

/** What is to be sent, not yet held against the spec. */
export interface Draft {
  readonly externalId: unknown;
  readonly body: Readonly<Record<string, unknown>>;
  /** Names of countries that have no code; they were left out. */
  readonly unknownCountries: readonly string[];
}

/** Makes an upsert of the values of one record. An empty value is left out, so it changes nothing. */
export function draftUpsert(values: Iterable<[Target, unknown]>, fields: UpsertFields): Draft {
  const drafted = new Map<string, unknown>();
  const unknownCountries: string[] = [];
  for (const [{ field, key }, value] of values) {
    if (value === undefined || value === '') continue;
    if (key !== undefined) drafted.set(field, { ...(drafted.get(field) as object), [key]: value });
    else if (fields.holdsObject(field)) drafted.set(field, readObject(value));
    else if (!fields.holdsCountry(field) || typeof value !== 'string') drafted.set(field, value);
    else {
      const code = countryCode(value);
      if (code) drafted.set(field, code);
      else unknownCountries.push(value);
    }
  }
  const externalId = readExternalId(drafted.get(EXTERNAL_ID));
  drafted.delete(EXTERNAL_ID);
  return { externalId, body: Object.fromEntries(drafted), unknownCountries };
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
