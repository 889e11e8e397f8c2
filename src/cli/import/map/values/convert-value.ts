import { countryCode } from '../country.ts';
import { EXTERNAL_ID, type UpsertFields } from '../upsert-fields.ts';
import { looksRounded } from './rounded-number.ts';
import { type PhoneReader, UNCHANGED, type ValueRules } from './value-rules.ts';

/** A value of the API. `undefined` leaves the field out; `note` tells the owner of the file what became of the cell. */
export interface Converted {
  readonly value: unknown;
  readonly note?: string;
  /** The reason why the cell has no value that can be sent. */
  readonly error?: string;
  /** A country name that has no code. */
  readonly unknownCountry?: string;
}

/** Converts the value of a cell to a value of the API. Undefined means that the value stays unchanged. */
export type Convert = (value: unknown) => Converted | undefined;

/** Creates the function that converts the values of a field. @returns undefined if no value of the field changes. */
export function converter(field: string, fields: UpsertFields, rules: ValueRules): Convert | undefined {
  if (fields.isCountry(field)) return convertCountry(field);
  if (fields.isObject(field)) return (value) => ({ value: readObject(value) });
  if (field === 'phone' && rules.phones) return convertPhone(rules.phones);
  if (field === 'phone' && rules !== UNCHANGED) return noteRoundedPhone;
  if (field === 'email' && rules !== UNCHANGED) return convertEmail;
  if (field === 'external_updated_at' && rules.readTimestamp) return convertTimestamp(rules.readTimestamp);
  return field === EXTERNAL_ID || fields.isText(field) ? convertText : undefined;
}

/** An address as mail programs write it: with a name before it, or as a link. */
const LABELLED_EMAIL = /^(?:[^<>@]*<(?:mailto:)?([^<>\s]+)>|mailto:([^<>\s?]+))$/i;

function convertEmail(value: unknown): Converted | undefined {
  if (typeof value !== 'string') return convertText(value);
  // Most emails end with a letter.
  const email = value.endsWith('>') || value.includes(':') ? LABELLED_EMAIL.exec(value) : undefined;
  const found = email?.[1] ?? email?.[2];
  return found === undefined ? undefined : { value: found, note: `email ${value} became ${found}` };
}

function convertText(value: unknown): Converted | undefined {
  return typeof value === 'string' ? undefined : { value: numberToText(value) };
}

/** Converts a number to its digits. A number that may have been rounded stays a number, which the validator rejects. */
function numberToText(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
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

function convertCountry(field: string): Convert {
  return (value) => {
    if (typeof value !== 'string') return { value };
    const code = countryCode(value);
    if (code !== undefined) return { value: code };
    const note = `${field} ${value} was left out, because it is not the name or the code of a country`;
    return { value: undefined, unknownCountry: value, note };
  };
}

function convertPhone({ country, read }: PhoneReader): Convert {
  return (value) => {
    const text = numberToText(value);
    if (typeof text !== 'string') return { value };
    const number = read(text);
    if (number === text) return { value: text };
    return number === undefined
      ? { value: text, note: `phone ${text} is not a phone number of ${country} and was sent unchanged` }
      : { value: number, note: `phone ${text} became ${number}` };
  };
}

/** Notes a phone number that a spreadsheet has rounded, such as 4.79E+09. */
function noteRoundedPhone(value: unknown): Converted | undefined {
  return typeof value === 'string' && looksRounded(value)
    ? { value, note: `phone ${value} looks like a rounded number` }
    : convertText(value);
}

const WRONG_TIME =
  'external_updated_at does not have the format of --date-format, or its date does not exist; correct the cell or the option';

function convertTimestamp(read: NonNullable<ValueRules['readTimestamp']>): Convert {
  return (value) => {
    if (value === null) return { value };
    const time = typeof value === 'string' ? read(value) : undefined;
    return time === undefined ? { value, error: WRONG_TIME } : { value: time };
  };
}
