import type { FieldErrors } from '../../domain/problem.ts';
import type { Parameter } from '../operations.ts';

export interface Query {
  /** The text of each known parameter, decoded. */
  readonly values: Record<string, string>;
  /** What is wrong before any schema is asked: a name that the operation does not have, or one given twice. */
  readonly wrong: FieldErrors;
}

/**
 * Reads a query as a form encodes it, a `+` being a space; but where the spec says `allowReserved`, a `+` that was not
 * encoded is itself, for neither an email nor a time has spaces.
 *
 * @param text what followed the question mark.
 */
export function readQuery(text: string, parameters: readonly Parameter[]): Query {
  const values: Record<string, string> = {};
  const wrong: Record<string, string[]> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name] = decode(pair);
    const parameter = parameters.find((one) => one.in === 'query' && one.name === name);
    const [, value] = decode(parameter?.allowReserved ? pair.replaceAll('+', '%2B') : pair);
    if (!parameter) wrong[name || 'query'] = [unknown(name)];
    else if (Object.hasOwn(values, name)) wrong[name] = ['is given more than once; send it once'];
    else if (value === '' && !parameter.allowEmptyValue)
      wrong[name] = ['must not be empty; leave it out instead'];
    else if (value.includes('\0')) wrong[name] = ['contains the character U+0000; remove it'];
    else if (parameter.schema.type === 'integer' && !isInteger(value)) wrong[name] = ['must be an integer'];
    else values[name] = value;
  }
  return { values, wrong };
}

/** In decimal digits; the validator would also read `1e400`, and then not compare it with any bound. */
function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text) && Number.isFinite(Number(text));
}

function unknown(name: string): string {
  return name === '' ? 'has a parameter without a name' : 'is not a parameter of this operation';
}

function decode(pair: string): [name: string, value: string] {
  const [decoded] = new URLSearchParams(pair);
  return decoded ?? ['', ''];
}
