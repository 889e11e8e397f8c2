import { type Document, type Referable, resolve, type SchemaObject } from './document.ts';
import type { Finding } from './findings.ts';

/** A value with its lists that are not too long, and a finding for each of the others, which is empty in the value. */
export interface CountedLists {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * Compares the lengths of the lists in an object with its schema, before any validator reads the items: a list of 249,000
 * wrong items in half a kilobyte of compressed text would give as many errors.
 */
export function countLists(
  document: Document,
  schema: Referable<SchemaObject> | undefined,
  value: unknown,
): CountedLists {
  if (typeof value !== 'object' || value === null || !schema) return { value, findings: [] };
  const lists = Object.entries(value).filter(([, inner]) => Array.isArray(inner));
  if (lists.length === 0) return { value, findings: [] };
  const { properties = {} } = resolve(document, schema);
  const findings: Finding[] = [];
  const emptied: Record<string, readonly unknown[]> = {};
  for (const [name, list] of lists) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const { maxItems = Number.POSITIVE_INFINITY } = property ? resolve(document, property) : {};
    if (list.length <= maxItems) continue;
    emptied[name] = [];
    findings.push({ path: [name], reason: `must NOT have more than ${maxItems} items` });
  }
  return { value: findings.length === 0 ? value : { ...value, ...emptied }, findings };
}

/**
 * Shortens the lists of an object that are too long, in place, to one item more than each may have. So the body is refused
 * for its count as before, but no later step reads all items: the fingerprint of 249,000 items would take a tenth of a second.
 *
 * @param maxItems by the name of the list.
 */
export function shortenLists(value: unknown, maxItems: Readonly<Record<string, number>>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, most] of Object.entries(maxItems)) {
    const list = Object.hasOwn(value, name) ? value[name as never] : undefined;
    if (Array.isArray(list) && (list as unknown[]).length > most + 1) (list as unknown[]).length = most + 1;
  }
}

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
