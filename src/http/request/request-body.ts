import { toCamel } from '../../contract/derive.ts';
import type { SchemaObject } from '../../contract/document.ts';
import type { CustomerPatch } from '../../domain/customer.ts';
import { twinIn } from '../../writes/rename-fields.ts';

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
