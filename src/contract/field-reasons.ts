import { type Document, type Referable, resolve, type SchemaObject } from './document.ts';
import { FORMAT_HINTS } from './formats.ts';

/** One finding of a JSON Schema validator: where in the value, which keyword, and what it says of it. */
export interface Finding {
  readonly path: readonly string[];
  readonly keyword: string;
  readonly message: string;
}

/** Keywords about the form of a text, which one hint of the spec says better than each of them. */
const FORM_KEYWORDS: ReadonlySet<string> = new Set([
  'pattern',
  'format',
  'not',
  'enum',
  'minLength',
  'maxLength',
]);

/** A finding in words that follow the field's name and say what to do: "must have at most 255 characters". */
export function reasonFor(
  document: Document,
  schema: Referable<SchemaObject> | undefined,
  { path, keyword, message }: Finding,
): string {
  const field = schemaAt(document, schema, path);
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

/** Follows names and indexes into a schema; undefined where it describes nothing. */
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
