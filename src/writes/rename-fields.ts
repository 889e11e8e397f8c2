import { toCamel, toSnake } from '../contract/derive.ts';
import type { SchemaObject } from '../contract/document.ts';
import { type FieldErrors, invalidFields, Problem } from '../domain/problem.ts';

/** A refusal by the domain, which knows one spelling, naming the fields as the request spells them. */
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

/** The other spelling of a name, where that is the one of the request. */
export function twinIn(properties: object, name: string): string | undefined {
  return [toSnake(name), toCamel(name)].find((twin) => twin !== name && Object.hasOwn(properties, twin));
}
