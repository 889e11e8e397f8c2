import { type Document, type Referable, resolve, type SchemaObject } from '../document.ts';
import type { DeclaredResponse } from '../operations.ts';

/** A response whose body is parsed. */
export interface ParsedResponse {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/**
 * Finds the example of the spec that a response is a case of; undefined if the spec has no example for it.
 *
 * A header whose values are names of examples, such as Upsert-Outcome, names the example. Otherwise it is the first
 * example with the most marks in common: codes and reasons, which top-level fields exist, and which of them are empty
 * lists.
 */
export function matchExample(
  document: Document,
  { headers: declared, content }: DeclaredResponse,
  { headers, body }: ParsedResponse,
): string | undefined {
  const examples = content?.examples ?? {};
  for (const [name, { schema }] of Object.entries(declared)) {
    const value = headers[name.toLowerCase()];
    if (value !== undefined && Object.hasOwn(examples, value) && schema.enum?.includes(value)) return value;
  }
  const marks = marksOf(document, content?.schema, body);
  const names = Object.keys(examples);
  const distances = names.map((name) => distance(marks, marksOf(document, content?.schema, examples[name])));
  return names[distances.indexOf(Math.min(...distances))];
}

/** Counts the marks that only one of the two sets contains. */
function distance(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((mark) => other.has(mark)).length;
  return one.size + other.size - 2 * shared;
}

/** The number of levels in which marks are collected: the reason of an error is on the third level. */
const LEVELS = 3;

/** Collects the marks that distinguish cases: `error.code=conflict`, `warnings`, `data=[]`. */
function marksOf(
  document: Document,
  schema: Referable<SchemaObject> | undefined,
  value: unknown,
  path: readonly string[] = [],
): Set<string> {
  const place = path.join('.');
  const resolved = schema && resolve(document, schema);
  if (choicesOf(document, resolved).some((choice) => choice.enum)) return new Set([`${place}=${value}`]);
  const outermost = path.length === 1 ? [place] : [];
  if (Array.isArray(value))
    return new Set(outermost.map(() => `${place}=${value.length === 0 ? '[]' : '[…]'}`));
  if (typeof value !== 'object' || value === null || path.length === LEVELS) return new Set(outermost);
  const inner = Object.entries(value).flatMap(([name, part]) => [
    ...marksOf(document, propertyOf(document, resolved, name), part, [...path, name]),
  ]);
  return new Set([...outermost, ...inner]);
}

/** Returns a property of a schema, or of the schemas of its oneOf and anyOf. */
function propertyOf(
  document: Document,
  schema: SchemaObject | undefined,
  name: string,
): Referable<SchemaObject> | undefined {
  const properties = choicesOf(document, schema).flatMap((choice) => choice.properties?.[name] ?? []);
  return properties.length < 2 ? properties[0] : { anyOf: properties };
}

/** Returns the schemas of oneOf and anyOf, or the schema itself if it has neither. */
function choicesOf(document: Document, schema: SchemaObject | undefined): SchemaObject[] {
  if (!schema) return [];
  const offered = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return offered.length === 0
    ? [schema]
    : offered.flatMap((one) => choicesOf(document, resolve(document, one)));
}
