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
