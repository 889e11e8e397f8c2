import type { SchemaObject } from '../../contract/document.ts';
import type { SchemaValidator } from '../../contract/schema-validator.ts';

/** The kinds of texts that a field must keep unchanged. */
export const TEXT_KINDS = {
  shortest: 'a text of one character',
  longest: 'the longest text that the spec allows',
  spaces: 'spaces and line breaks inside and at both ends',
  emoji: 'emoji of several code points',
  decomposed: 'letters with separate accents, and the same letters composed',
  'right-to-left': 'right-to-left letters and marks',
  markup: 'quotes, backslashes, markup and percent signs',
} as const;

export type TextKind = keyof typeof TEXT_KINDS;

const TEXTS: Readonly<Record<Exclude<TextKind, 'longest'>, string>> = {
  shortest: 'x',
  spaces: '  a  b\t\r\n c  ',
  emoji: '\u{1F469}\u200D\u{1F467}\u{1F1F3}\u{1F1F4} \u{1F600}',
  decomposed: 'e\u0301\u00E9 \u212B A\u030A',
  'right-to-left': '\u05E9\u05DC\u200F \u0628\u202Bx\u202C',
  markup: `<b>&amp;"'\\%25 %s {0} \u2028`,
};

/**
 * Returns a text of this kind that the schema allows; undefined if it allows none.
 *
 * @param validator without conversion of types.
 */
export function validText(
  schema: SchemaObject,
  kind: TextKind,
  validator: SchemaValidator,
): string | undefined {
  if (![schema.type].flat().includes('string')) return undefined;
  const text = kind === 'longest' ? longestText(schema) : TEXTS[kind];
  return text !== undefined && validator.errors(schema, text).length === 0 ? text : undefined;
}

/** Returns a text with the largest number of characters, each of two UTF-16 units except the last. */
function longestText({ format, maxLength }: SchemaObject): string | undefined {
  if (maxLength === undefined || format === 'email') return undefined;
  return `${'\u{1F600}'.repeat(Math.floor(maxLength / 2))}${'x'.repeat(Math.ceil(maxLength / 2) - 1)}z`;
}

/** Returns an email of this length that ends in a unique part. */
export function emailOfLength(email: string, length: number): string {
  const missing = length - email.length;
  const labels = `${'a'.repeat(60)}.`.repeat(Math.ceil(missing / 61)).slice(0, missing);
  // A label must not be empty, nor begin or end in a dot.
  return email.replace(
    '@',
    `@${labels
      .replace(/^\.|\.(?=\.)/g, 'a')
      .replace(/[^.]$/, '.')
      .replace(/\.\.$/, 'a.')}`,
  );
}
