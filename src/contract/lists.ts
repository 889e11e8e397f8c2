import { type Document, type Referable, resolve, type SchemaObject } from './document.ts';
import type { Finding } from './findings.ts';

/** A value with its lists that are not too long, and a finding for each of the others, which is empty in the value. */
export interface CountedLists {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/** The largest number of items of each list of a body that has one, by the name of the list. */
export type MaxItems = Readonly<Record<string, number>>;

/**
 * Compares the lengths of the lists in an object with its schema, before any validator reads the items: a list of 249,000
 * wrong items in half a kilobyte of compressed text would give as many errors.
 */
export function countLists(value: unknown, maxItems: MaxItems = {}): CountedLists {
  const findings: Finding[] = [];
  const emptied: Record<string, readonly unknown[]> = {};
  for (const { name, most } of longLists(value, maxItems)) {
    emptied[name] = [];
    findings.push({ path: [name], reason: `must NOT have more than ${most} items` });
  }
  return { value: findings.length === 0 ? value : { ...(value as object), ...emptied }, findings };
}

/**
 * Shortens the lists of an object that are too long, in place, to one item more than each may have. So the body is refused
 * for its count as before, but no later step reads all items: the fingerprint of 249,000 items would take a tenth of a second.
 */
export function shortenLists(value: unknown, maxItems: MaxItems): void {
  for (const { list, most } of longLists(value, maxItems)) list.length = most + 1;
}

interface LongList {
  readonly name: string;
  readonly list: unknown[];
  /** The largest number of items. */
  readonly most: number;
}

/** Returns the lists of an object that have more items than they may. */
function longLists(value: unknown, maxItems: MaxItems): LongList[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(maxItems).flatMap(([name, most]) => {
    const list: unknown = Object.hasOwn(value, name) ? value[name as never] : undefined;
    return Array.isArray(list) && list.length > most ? [{ name, list, most }] : [];
  });
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
