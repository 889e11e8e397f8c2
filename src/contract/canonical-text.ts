import type { SchemaObject } from './document.ts';

/**
 * Returns the canonical text of a parameter: UUIDs (RFC 9562 4) and texts whose schema has `x-folded` in lower case. Two
 * texts with the same canonical text have the same meaning.
 */
export function canonicalText({ format, 'x-folded': isFolded }: SchemaObject, text: string): string {
  return format === 'uuid' || isFolded ? text.toLowerCase() : text;
}
