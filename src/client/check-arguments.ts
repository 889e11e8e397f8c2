import { kindOf } from './value-kind.ts';

/**
 * Checks a text that names one thing, such as an external id. Only a string is taken: a number, too, is refused,
 * because `NaN`, `1e21` and `007` would become the id of another customer without an error.
 *
 * @param place the method, for the error.
 * @throws TypeError that names the argument.
 */
export function checkText(place: string, name: string, value: unknown): void {
  const rule = `${place}: ${name} must`;
  if (typeof value !== 'string' || value.trim() === '') {
    const kind = typeof value === 'string' ? 'blank' : kindOf(value);
    throw new TypeError(`${rule} be a string that is not blank, but it is ${kind}.`);
  }
  // `fetch` folds these away, percent-encoded or not, and the request would go to another path.
  if (value === '.' || value === '..') {
    throw new TypeError(`${rule} not be "${value}", which a URL cannot carry.`);
  }
  if (!isUnicode(value)) {
    throw new TypeError(`${rule} be valid Unicode, but it has half of a surrogate pair.`);
  }
}

/** Checks every parameter in the braces of a path; an absent one would leave the braces in the URL. @throws TypeError */
export function checkPath(place: string, path: string, values: Record<string, unknown>): void {
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) checkText(place, name, values[name]);
}

/**
 * Checks that a body, or an item of a batch, is an object whose fields JSON can write.
 *
 * @returns the same.
 * @throws TypeError that names the argument or the field.
 */
export function checkFields(place: string, name: string, value: unknown): Record<string, unknown> {
  if (!isRecord(value)) {
    throw new TypeError(`${place}: ${name} must be an object of fields, but it is ${kindOf(value)}.`);
  }
  for (const [field, content] of Object.entries(value)) {
    if (typeof content === 'number' && !Number.isFinite(content)) {
      throw new TypeError(
        `${place}: ${name}.${field} must not be ${content}, which JSON writes as null, and null clears a field.`,
      );
    }
  }
  return value;
}

/**
 * Checks the items of a batch. An external id that is a string but breaks the spec is left to the server, which lets
 * that item fail alone.
 *
 * @throws TypeError that names the item and the field.
 */
export function checkItems<Item extends object>(place: string, items: readonly Item[]): Item[] {
  if (!Array.isArray(items)) {
    throw new TypeError(`${place}: items must be an array, but it is ${kindOf(items)}.`);
  }
  // Not `map`, which would leave out the holes of an array.
  return Array.from(items, (item: Item, index) => {
    const name = `items[${index}]`;
    const id = isRecord(item) ? item.external_id : '';
    if (typeof id !== 'string') {
      throw new TypeError(`${place}: ${name}.external_id must be a string, but it is ${kindOf(id)}.`);
    }
    checkFields(place, name, item);
    return item;
  });
}

/** Writes a body as JSON. @throws TypeError for what JSON cannot hold. */
export function writeBody(place: string, body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new TypeError(
      `${place}: the body cannot be written as JSON. It must not hold a BigInt or an object that contains itself.`,
      { cause },
    );
  }
}

/** Whether a value is an object of named fields: no list, no collection, and no Promise that was not awaited. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Date) return false;
  return !(Symbol.iterator in value) && !('then' in value && typeof value.then === 'function');
}

/** Whether a URL can carry a text. */
export function isUnicode(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
