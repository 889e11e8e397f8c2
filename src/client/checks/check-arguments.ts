import { invalid, wrongType } from './invalid.ts';
import { kindOf } from './value-kind.ts';

/**
 * Checks a text that identifies a resource, such as an external id. It must be a string: a number is refused too,
 * because `NaN`, `1e21` and `007` would become the id of another customer without an error.
 *
 * @param place the name of the method, for the message of the error.
 * @throws TypeError that names the argument.
 */
export function checkText(place: string, name: string, value: unknown): void {
  const subject = `${place}: ${name}`;
  if (typeof value !== 'string' || value.trim() === '') {
    const kind = typeof value === 'string' ? 'blank' : kindOf(value);
    throw wrongType(subject, 'a string that is not blank', value, kind);
  }
  // `fetch` removes these from the path, percent-encoded or not, so the request would go to another path.
  if (value === '.' || value === '..') {
    throw invalid(subject, `not be "${value}", because a URL cannot contain it`);
  }
  if (!value.isWellFormed()) {
    throw invalid(subject, 'be valid Unicode, but it contains half of a surrogate pair');
  }
}

/**
 * Checks every parameter in the braces of a path. A missing one would leave the braces in the URL.
 *
 * @throws TypeError that names the parameter.
 */
export function checkPath(place: string, path: string, values: Record<string, unknown>): void {
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) checkText(place, name, values[name]);
}

/**
 * Checks that a body, or an item of a batch, is an object whose fields JSON can represent.
 *
 * @returns the value.
 * @throws TypeError that names the argument or the field.
 */
export function checkFields(place: string, name: string, value: unknown): Record<string, unknown> {
  if (!isRecord(value)) {
    throw wrongType(`${place}: ${name}`, 'an object of fields', value);
  }
  checkNumbers(place, name, value, 0);
  return value;
}

/** Deeper values are refused by the server; the limit also ends the search in an object that contains itself. */
const MAX_LEVELS = 32;

/** Checks that no number or date at any level becomes null in JSON. @throws TypeError that names the place. */
function checkNumbers(place: string, name: string, value: unknown, level: number): void {
  const number = value instanceof Number || value instanceof Date ? value.valueOf() : value;
  if (typeof number === 'number' && !Number.isFinite(number)) {
    throw invalid(
      `${place}: ${name}`,
      `not be ${number}: JSON represents it as null, and null clears a field`,
    );
  }
  if (typeof value !== 'object' || value === null || level === MAX_LEVELS) return;
  for (const [field, content] of Object.entries(value)) {
    checkNumbers(place, `${name}.${field}`, content, level + 1);
  }
}

/**
 * Checks the items of a batch. The client sends an external id that is a string but does not follow the spec; the
 * server then rejects only that item.
 *
 * @throws TypeError that names the item and the field.
 */
export function checkItems<Item extends object>(place: string, items: readonly Item[]): Item[] {
  if (!Array.isArray(items)) {
    throw wrongType(`${place}: items`, 'an array', items);
  }
  // `map` would skip the holes of an array.
  return Array.from(items, (item: Item, index) => {
    const name = `items[${index}]`;
    const id = isRecord(item) ? item.external_id : '';
    if (typeof id !== 'string') {
      throw wrongType(`${place}: ${name}.external_id`, 'a string', id);
    }
    checkFields(place, name, item);
    return item;
  });
}

/** Writes a body as JSON. @throws TypeError for a value that JSON cannot represent. */
export function writeBody(place: string, body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new TypeError(
      `${place}: the body cannot be written as JSON. It must not contain a BigInt or an object that contains itself.`,
      { cause },
    );
  }
}

/** Tests whether a value is an object with named fields, and not an array, a collection or a Promise. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Date) return false;
  return !(Symbol.iterator in value) && !('then' in value && typeof value.then === 'function');
}
