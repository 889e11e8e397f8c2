import type { FieldErrors } from '../../domain/problem.ts';
import type { SchemaObject } from '../document.ts';
import type { Operation, Parameter } from '../operations.ts';
import type { PathParams } from '../router.ts';

export interface Query {
  /** The text of each known parameter, decoded. */
  readonly values: Record<string, string>;
  /** The errors that no schema can find: an undeclared name, a name that is given twice, an empty value. */
  readonly wrong: FieldErrors;
}

/**
 * Reads a query in the encoding of forms, in which `+` is a space. In a parameter with `allowReserved`, an unencoded `+`
 * is a plus sign, because emails and times contain no spaces.
 *
 * @param text after the question mark.
 */
export function readQuery(text: string, parameters: readonly Parameter[]): Query {
  const values: Record<string, string> = {};
  const wrong: Record<string, string[]> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const { name: sent, value: sentValue } = split(pair);
    const name = decode(sent);
    const parameter = parameters.find((one) => one.in === 'query' && one.name === name);
    const value = decode(parameter?.allowReserved ? sentValue.replaceAll('+', '%2B') : sentValue);
    if (name === undefined) wrong.query = [`has a name with a ${BROKEN}`];
    else if (!parameter) wrong[name || 'query'] = [unknown(name)];
    else if (Object.hasOwn(values, name)) wrong[name] = ['is given more than once; send it once'];
    else if (value === undefined) wrong[name] = [`has a ${BROKEN}`];
    else if (value === '' && !parameter.allowEmptyValue)
      wrong[name] = ['must not be empty; leave it out instead'];
    else if (value.includes('\0')) wrong[name] = ['contains the character U+0000; remove it'];
    else if (parameter.schema.type === 'integer' && !isInteger(value)) wrong[name] = ['must be an integer'];
    else if (parameter.schema.type === 'number' && !isNumber(value)) wrong[name] = ['must be a number'];
    else values[name] = value;
  }
  return { values, wrong };
}

const BROKEN = '% without two hexadecimal digits of UTF-8 after it';

/** Accepts decimal digits only. The validator also reads `1e400`, and then does not compare it with its bounds. */
function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text) && Number.isFinite(Number(text));
}

/** Accepts the numbers of JSON, and leading zeros. */
function isNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}

function unknown(name: string): string {
  return name === '' ? 'has a parameter without a name' : 'is not a parameter of this operation';
}

function split(pair: string): { readonly name: string; readonly value: string } {
  const at = pair.indexOf('=');
  return at < 0 ? { name: pair, value: '' } : { name: pair.slice(0, at), value: pair.slice(at + 1) };
}

/** Decodes a text in the encoding of forms; undefined if it is not percent-encoded UTF-8. */
function decode(text: string): string | undefined {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}

/** Returns the errors of path parameters that are empty or not percent-encoded UTF-8. */
export function unreadableParams(params: PathParams): FieldErrors {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      if (value === '') return [[name, ['must not be empty']]];
      return value === null ? [[name, ['has a % without two hexadecimal digits of UTF-8 after it']]] : [];
    }),
  );
}

/** Lists the headers that only other operations declare. */
export function headersElsewhere(operation: Operation, operations: readonly Operation[]): string[] {
  const names = operations
    .flatMap(({ parameters }) => parameters)
    .filter((parameter) => parameter.in === 'header' && !parameter['x-ignored-elsewhere'])
    .map(({ name }) => name);
  const own = new Set(operation.parameters.map(({ name }) => name));
  return [...new Set(names)].filter((name) => !own.has(name));
}

/**
 * Returns the errors of headers that this operation does not support. They are not ignored, because a client that sends
 * a condition relies on it.
 *
 * @param headers with names in lower case.
 */
export function misplacedHeaders(
  elsewhere: readonly string[],
  headers: Readonly<Record<string, unknown>>,
): FieldErrors {
  const misplaced = elsewhere.filter((name) => headers[name.toLowerCase()] !== undefined);
  return Object.fromEntries(
    misplaced.map((name) => [name, ['is not possible on this operation; leave it out']]),
  );
}

/**
 * Returns the canonical text of a parameter: UUIDs (RFC 9562 4) and texts whose schema has `x-folded` in lower case. Two
 * texts with the same canonical text have the same meaning.
 */
export function canonicalText({ format, 'x-folded': isFolded }: SchemaObject, text: string): string {
  return format === 'uuid' || isFolded ? text.toLowerCase() : text;
}
