import type { SchemaObject } from '../../contract/document.ts';
import { OWN_FORMATS } from '../../contract/schema-options.ts';
import type { SchemaValidator } from '../../contract/schema-validator.ts';

/** A value that breaks one keyword of a schema. */
export interface WrongValue {
  readonly keyword: string;
  readonly value: unknown;
  /** The value breaks a format that JSON Schema does not define. */
  readonly isOwnFormat: boolean;
}

/** The keywords that a single value can break. */
const KEYWORDS = [
  'type',
  'enum',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'not',
  'maxItems',
] as const;

/**
 * Finds an invalid value for each keyword of a schema: the candidate that breaks the fewest other keywords.
 *
 * @param example of a valid value, from which a list that is too long is made.
 * @param isPossible returns whether a value can be sent; default: all can.
 */
export function wrongValues(
  schema: SchemaObject,
  validator: SchemaValidator,
  { example, isPossible = () => true }: { example?: unknown; isPossible?: (value: unknown) => boolean } = {},
): WrongValue[] {
  const broken = candidates(schema, example)
    .filter(isPossible)
    .map((value) => ({ value, keywords: validator.errors(schema, value).map(({ keyword }) => keyword) }))
    .sort((one, other) => one.keywords.length - other.keywords.length);
  return KEYWORDS.flatMap((keyword) => {
    const found = keyword in schema && broken.find(({ keywords }) => keywords.includes(keyword));
    const isOwnFormat = keyword === 'format' && String(schema.format) in OWN_FORMATS;
    return found ? [{ keyword, value: found.value, isOwnFormat }] : [];
  });
}

/** Lists values, some of which are invalid for any schema. */
function candidates({ minimum, maximum, maxLength, maxItems }: SchemaObject, example: unknown): unknown[] {
  return [
    // First, because a text such as " " is also less than a minimum when it is read as a number.
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    'ZZ',
    'x',
    'not a value',
    '2026-02-30T00:00:00Z',
    '.',
    '',
    ' ',
    'a\u0007b',
    7,
    true,
    { a: 1 },
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1), `${'x'.repeat(maxLength)}@example.com`]),
    ...(maxItems === undefined || !Array.isArray(example) ? [] : [Array(maxItems + 1).fill(example[0])]),
  ];
}
