import { type Document, type Referable, resolve, type SchemaObject } from '../document.ts';
import type { DeclaredResponse } from '../operations.ts';

/** An answer with its body read. */
export interface ReadAnswer {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/**
 * Which of a response's examples an answer is a case of; undefined where there are none.
 *
 * A header whose values are names of examples, an outcome, says it outright. Else it is the first of those that the
 * answer is most like in what tells cases apart: codes and reasons, which of the outermost parts are there, and which
 * of them are empty lists.
 */
export function matchExample(
  document: Document,
  { headers: declared, content }: DeclaredResponse,
  { headers, body }: ReadAnswer,
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

/** How many marks only one of the two has. */
function distance(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((mark) => other.has(mark)).length;
  return one.size + other.size - 2 * shared;
}

/** How deep a value is looked into: the envelope of an error has its reason on the third level. */
const LEVELS = 3;

/** What tells one case from another: `error.code=conflict`, `warnings`, `data=[]`. */
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

/** A property of a schema, or of any that it is one of. */
function propertyOf(
  document: Document,
  schema: SchemaObject | undefined,
  name: string,
): Referable<SchemaObject> | undefined {
  const properties = choicesOf(document, schema).flatMap((choice) => choice.properties?.[name] ?? []);
  return properties.length < 2 ? properties[0] : { anyOf: properties };
}

/** The schema itself, or all that it offers. */
function choicesOf(document: Document, schema: SchemaObject | undefined): SchemaObject[] {
  if (!schema) return [];
  const offered = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return offered.length === 0
    ? [schema]
    : offered.flatMap((one) => choicesOf(document, resolve(document, one)));
}
