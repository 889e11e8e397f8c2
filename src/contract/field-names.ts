import type { CustomerPatch } from '../domain/customer.ts';
import { type FieldErrors, invalidFields, Problem, quoteShort } from '../domain/problem.ts';
import type { SchemaObject } from './document.ts';

/** A name with more characters is no other spelling of a field. */
const MAX_FIELD_NAME = 100;

/** The largest number of unknown fields that a response names one by one. */
const NAMED_UNKNOWNS = 20;

/**
 * Splits a body into the fields of its schema and a warning for each other field.
 *
 * @param named the largest number of unknown fields that have a warning of their own.
 */
export function splitUnknownFields<T>(
  schema: SchemaObject,
  body: T,
  named = NAMED_UNKNOWNS,
): { known: T; warnings: string[] } {
  const properties = schema.properties ?? {};
  const unknown = Object.keys(body as object).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length === 0) return { known: body, warnings: [] };
  const entries = Object.entries(body as object);
  const known = Object.fromEntries(entries.filter(([name]) => Object.hasOwn(properties, name))) as T;
  const warnings = unknown.slice(0, named).map((name) => unknownField(name, properties));
  const rest = unknown.length - warnings.length;
  if (rest > 0) warnings.push(`${rest} more fields are not fields of this request; they were not stored.`);
  return { known, warnings };
}

/** Reads the fields of a customer that a body sets, in camelCase or snake_case. */
export function readPatch(fields: object): CustomerPatch {
  const patch: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value: unknown = fields[name as never];
    // The validator accepts a list only if it is an empty one, in place of an object.
    patch[toCamel(name)] = Array.isArray(value) ? {} : value;
  }
  return patch as CustomerPatch;
}

function unknownField(name: string, properties: object): string {
  const meant = name.length > MAX_FIELD_NAME ? undefined : twinIn(properties, name);
  const hint = meant ? ` The field is called ${meant}.` : '';
  return `${quoteShort(name)}: not a field of this request; it was not stored.${hint}`;
}

/** Renames the fields of a Problem of the domain, which uses camelCase, to the names that the request's schema has. */
export function renameFields<E>(
  error: E,
  { properties = {} }: Pick<SchemaObject, 'properties'>,
): E | Problem {
  if (!(error instanceof Problem) || !error.details?.fields) return error;
  const named = Object.entries(error.details.fields as FieldErrors).map(
    ([name, reasons]) => [twinIn(properties, name) ?? name, reasons] as const,
  );
  return invalidFields(Object.fromEntries(named));
}

/** Returns the same name in the other case, if the schema has that name. */
export function twinIn(properties: object, name: string): string | undefined {
  return [toSnake(name), toCamel(name)].find((twin) => twin !== name && Object.hasOwn(properties, twin));
}

/** Converts `addressLine1` to `address_line1`; a name of one word does not change. */
export function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Converts `address_line1` to `addressLine1`; a name of one word does not change. */
export function toCamel(name: string): string {
  if (!name.includes('_')) return name;
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
