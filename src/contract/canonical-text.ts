import type { SchemaObject } from './document.ts';

/**
 * The one spelling of a parameter's text: UUIDs (RFC 9562 4), and texts whose schema has `x-folded`, are in lower case.
 * Two texts with the same canonical text mean the same.
 */
export function canonicalText({ format, 'x-folded': isFolded }: SchemaObject, text: string): string {
  return format === 'uuid' || isFolded ? text.toLowerCase() : text;
}
