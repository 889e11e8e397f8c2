import type { CustomerPatch } from '../domain/customer.ts';
import { type FieldErrors, invalidFields, Problem } from '../domain/problem.ts';
import type { SchemaObject } from './document.ts';

/** The largest number of unknown fields that a response names one by one. */
const NAMED_UNKNOWNS = 20;

/** Splits a body into the fields of its schema and a warning for each other field. */
export function splitUnknownFields<T>(schema: SchemaObject, body: T): { known: T; warnings: string[] } {
  const properties = schema.properties ?? {};
  const unknown = Object.keys(body as object).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length === 0) return { known: body, warnings: [] };
  const entries = Object.entries(body as object);
  const known = Object.fromEntries(entries.filter(([name]) => Object.hasOwn(properties, name))) as T;
  const named = unknown.slice(0, NAMED_UNKNOWNS).map((name) => unknownField(name, properties));
  const rest = unknown.length - named.length;
  if (rest > 0) named.push(`${rest} more fields are not fields of this request; they were not stored.`);
  return { known, warnings: named };
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
  const meant = twinIn(properties, name);
  const hint = meant ? ` The field is called ${meant}.` : '';
  return `${name}: not a field of this request; it was not stored.${hint}`;
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
