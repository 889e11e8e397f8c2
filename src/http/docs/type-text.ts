import { type Document, type Referable, resolve, type SchemaObject } from '../../contract/document.ts';

/** Describes the type of a value, such as `string or null` or `array of object`. */
export function showType(document: Document, node: Referable<SchemaObject>): string {
  const schema = resolve(document, node);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return [...new Set(choices.map((choice) => showType(document, choice)))].join(' or ');
  const types = [schema.type ?? 'any'].flat();
  return types
    .map((type) => (type === 'array' && schema.items ? `array of ${showType(document, schema.items)}` : type))
    .join(' or ');
}

/** Describes each limit of a value other than its type, and its default. */
export function showBounds(schema: SchemaObject): string[] {
  const { format, minLength = 0, maxLength, minimum, maximum, minItems = 0, maxItems } = schema;
  const highest = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return [
    ...(format ? [format] : []),
    ...(schema.enum ? [`one of ${schema.enum.map((value) => String(value)).join(', ')}`] : []),
    ...(maxLength === undefined
      ? []
      : [`${minLength > 0 ? `${minLength} to` : 'at most'} ${maxLength} characters`]),
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(highest === undefined ? [] : [`at most ${highest}`]),
    ...(schema['x-clamp'] === undefined ? [] : [`a higher value means ${schema['x-clamp']}`]),
    ...(maxItems === undefined ? [] : [`${minItems} to ${maxItems} items`]),
    ...(schema.default === undefined ? [] : [`default: ${JSON.stringify(schema.default)}`]),
  ];
}

/** Describes the type of a value in TypeScript. */
export function showTypeScriptType(document: Document, node: Referable<SchemaObject>, indent = ''): string {
  const schema = resolve(document, node);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((choice) => showTypeScriptType(document, choice, indent)).join(' | ');
  const types = [schema.type ?? 'unknown'].flat();
  return types.map((type) => typeScriptOf(document, schema, type, indent)).join(' | ');
}

function typeScriptOf(document: Document, schema: SchemaObject, type: string, indent: string): string {
  if (type === 'integer') return 'number';
  if (type === 'array') return `Array<${showTypeScriptType(document, schema.items ?? {}, indent)}>`;
  if (type !== 'object') return type;
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return 'Record<string, unknown>';
  const inner = `${indent}  `;
  const lines = fields.map(([name, field]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    return `${inner}${name}${mark}: ${showTypeScriptType(document, field, inner)};\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}
