import { toCamel, toSnake } from '../contract/derive.ts';
import type { SchemaObject } from '../contract/document.ts';
import { type FieldErrors, invalidFields, Problem } from '../domain/problem.ts';

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
