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
  const { properties = {} } = resolve(document, schema);
  const counted: Record<string, unknown> = { ...value };
  const findings: Finding[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const { maxItems = Number.POSITIVE_INFINITY } = resolve(document, property);
    const list = Object.hasOwn(counted, name) ? counted[name] : undefined;
    if (!Array.isArray(list) || list.length <= maxItems) continue;
    counted[name] = [];
    findings.push({ path: [name], reason: `must NOT have more than ${maxItems} items` });
  }
  return findings.length === 0 ? { value, findings } : { value: counted, findings };
}
