import { type Document, type Referable, resolve, type SchemaObject } from './document.ts';

/**
 * Replaces each `[]` by `{}` where the schema of the field has `x-empty-list`. Languages such as PHP encode an object
 * without members as an empty list.
 */
export function readEmptyLists(
  document: Document,
  schema: Referable<SchemaObject> | undefined,
  value: unknown,
): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // Most values have no empty list, and this search creates no pairs.
  if (!schema || !Object.values(value).some(isEmptyList)) return value;
  const { properties = {} } = resolve(document, schema);
  const read: Record<string, unknown> = { ...value };
  for (const [name, inner] of Object.entries(value)) {
    if (!isEmptyList(inner)) continue;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property && resolve(document, property)['x-empty-list']) read[name] = {};
  }
  return read;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
