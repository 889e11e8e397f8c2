import { type Document, type Referable, resolve, type SchemaObject } from '../document.ts';
import type { DeclaredResponse } from '../operations.ts';

/** An answer with its body read. */
export interface ReadAnswer {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/**
 * Which of a response's examples an answer is a case of.
 *
 * A header whose values are names of examples, an outcome, says it outright. Else it is the first example that an
 * answer cannot be told from by what the spec enumerates: codes and reasons, which of the optional parts are there, and
 * which lists are empty.
 */
export function matchExample(
  document: Document,
  { headers: declared, content }: DeclaredResponse,
  { headers, body }: ReadAnswer,
): string | undefined {
  const examples = content?.examples ?? {};
  for (const [name, { schema }] of Object.entries(declared)) {
    const value = headers[name.toLowerCase()];
    if (value !== undefined && value in examples && schema.enum?.includes(value)) return value;
  }
  if (!content) return undefined;
  const mark = markOf(document, content.schema, body);
  return Object.keys(examples).find((name) => markOf(document, content.schema, examples[name]) === mark);
}

/** How deep a value is looked into: the envelope of an error has its reason on the third level. */
const LEVELS = 3;

/** What tells one case from another, as a text. */
function markOf(
  document: Document,
  schema: Referable<SchemaObject> | undefined,
  value: unknown,
  level = 0,
): string {
  const resolved = schema && resolve(document, schema);
  if (choicesOf(document, resolved).some((choice) => choice.enum)) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (typeof value !== 'object' || value === null || level === LEVELS) return '';
  const parts = Object.entries(value).map(([name, inner]) => {
    const property = propertyOf(document, resolved, name);
    return `${level === 0 ? name : ''}${markOf(document, property, inner, level + 1)}`;
  });
  return parts.sort().join(' ');
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
