import { emailFault } from '../domain/email-form.ts';
import { addReason, type FieldErrors } from '../domain/problem.ts';
import { type Document, type Referable, resolve, type SchemaObject } from './document.ts';
import { FORMAT_HINTS } from './schema-options.ts';

/** One error of a value against its schema, in the terms in which every part of this program reports it. */
export interface Finding {
  /** The names and indexes that lead to the field: `['customers', '0', 'email']`; empty for the whole value. */
  readonly path: readonly string[];
  /** The reason, worded to follow the field's name: "must have at most 255 characters". */
  readonly reason: string;
}

/** The parts of an error of Ajv from which a finding is made. */
export interface SchemaError {
  /** A JSON pointer (RFC 6901) to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Maps an error of Ajv to the field and the reason that the API reports. A missing or an unknown property is a finding
 * about that property, not about the object around it.
 *
 * @param value the validated value, from which the reason may name a character.
 */
export function toFinding(
  document: Document,
  schema: Referable<SchemaObject> | undefined,
  { instancePath, keyword, message = '', params = {} }: SchemaError,
  value?: unknown,
): Finding {
  const property = params.missingProperty ?? params.additionalProperty;
  const path = parsePointer(instancePath);
  if (typeof property === 'string') path.push(property);
  const field = schemaAt(document, schema, path);
  if (keyword === 'format' && field?.format === 'email') return { path, reason: emailReason(value, path) };
  return { path, reason: reasonFor(field, keyword, message) };
}

/** Groups findings by the dotted path of the field. @param whole names the value itself. */
export function toFieldErrors(findings: readonly Finding[], whole: string): FieldErrors {
  const fields: Record<string, string[]> = Object.create(null);
  for (const { path, reason } of findings) addReason(fields, fieldName(path, whole), reason);
  return fields;
}

/** Writes the path of a field as the API names it: `customers.0.email`. @param whole names the value itself. */
export function fieldName(path: readonly string[], whole: string): string {
  return path.length === 0 ? whole : path.join('.');
}

/** Splits a JSON pointer (RFC 6901) into its names. */
export function parsePointer(pointer: string): string[] {
  const names = pointer.split('/').slice(1);
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Keywords about the form of a text; the spec's hint for the field replaces their reasons. */
const FORM_KEYWORDS: ReadonlySet<string> = new Set([
  'pattern',
  'format',
  'not',
  'enum',
  'minLength',
  'maxLength',
]);

function reasonFor(field: SchemaObject | undefined, keyword: string, message: string): string {
  if (FORM_KEYWORDS.has(keyword) && field?.['x-hint']) return field['x-hint'];
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a field of this request';
    case 'type':
      return `must be ${typeNames(field)}`;
    case 'format':
      return FORMAT_HINTS[field?.format ?? ''] ?? message;
    case 'enum':
      return field?.enum ? `must be one of ${field.enum.join(', ')}` : message;
    case 'maxLength':
    case 'minLength':
      return message
        .replace('must NOT have more than', 'must have at most')
        .replace('must NOT have fewer than', 'must have at least');
    default:
      return message;
  }
}

function emailReason(value: unknown, path: readonly string[]): string {
  const email = path.reduce<unknown>((inner, name) => inner?.[name as never], value);
  const fault = typeof email === 'string' ? emailFault(email) : undefined;
  return fault ? `${FORMAT_HINTS.email}; ${fault}` : (FORMAT_HINTS.email ?? '');
}

/** Returns the schema of the field at a path; undefined if the schema does not describe that field. */
function schemaAt(
  document: Document,
  schema: Referable<SchemaObject> | undefined,
  path: readonly string[],
): SchemaObject | undefined {
  let here = schema && resolve(document, schema);
  for (const name of path) {
    const next: Referable<SchemaObject> | undefined = here?.items ?? here?.properties?.[name];
    here = next && resolve(document, next);
  }
  return here;
}

function typeNames(schema: SchemaObject | undefined): string {
  if (!schema?.type) return 'of another type';
  const withArticle = (type: string) =>
    type === 'null' ? type : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
  return [schema.type].flat().map(withArticle).join(' or ');
}
