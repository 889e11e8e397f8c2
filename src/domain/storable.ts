import { type FieldErrors, invalidFields } from './problem.ts';

interface Unstorable {
  readonly path: string[];
  readonly reason: string;
}

/** A body in which each value can be stored unchanged. */
export interface StorableBody {
  readonly value: unknown;
  /** The errors of the list items that fail alone, by index. These items are changed so that they can be stored. */
  readonly itemErrors: ReadonlyMap<number, FieldErrors>;
}

const NO_ERRORS: ReadonlyMap<number, FieldErrors> = new Map();

/**
 * Checks that each text and each number of a JSON value can be stored and read unchanged: no U+0000 and no lone surrogate,
 * which a database cannot store, and no number beyond 2^53, which JSON readers round.
 *
 * @param list the name of the list whose items fail alone.
 * @throws Problem invalid_request that names the path of such a value outside these items.
 */
export function requireStorable(value: unknown, list?: string): StorableBody {
  const items = list === undefined ? undefined : itemsOf(value, list);
  if (list === undefined || items === undefined) {
    refuse(findUnstorable(value));
    return { value, itemErrors: NO_ERRORS };
  }
  const body = value as Readonly<Record<string, unknown>>;
  refuse(findUnstorable({ ...body, [list]: null }));
  const itemErrors = new Map<number, FieldErrors>();
  const storable = items.map((item, index) => {
    const found = findUnstorable(item);
    if (!found) return item;
    if (!isObject(item)) refuse({ ...found, path: [list, String(index), ...found.path] });
    itemErrors.set(index, { [found.path.join('.')]: [found.reason] });
    return makeStorable(item);
  });
  return itemErrors.size === 0 ? { value, itemErrors } : { value: { ...body, [list]: storable }, itemErrors };
}

/** Finds the first text or number that cannot be stored unchanged. */
export function findUnstorable(value: unknown): Unstorable | undefined {
  if (typeof value === 'string') return unstorableText(value);
  if (typeof value === 'number') return unstorableNumber(value);
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? findInArray(value) : findInObject(value as Readonly<Record<string, unknown>>);
}

function itemsOf(value: unknown, list: string): readonly unknown[] | undefined {
  const items = isObject(value) && Object.hasOwn(value, list) ? value[list as never] : undefined;
  return Array.isArray(items) ? items : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(found: Unstorable | undefined): void {
  if (found) throw invalidFields({ [found.path.join('.') || 'body']: [found.reason] });
}

function findInArray(values: readonly unknown[]): Unstorable | undefined {
  for (let index = 0; index < values.length; index += 1) {
    const found = findUnstorable(values[index]);
    if (found) return { path: [String(index), ...found.path], reason: found.reason };
  }
  return undefined;
}

function findInObject(value: Readonly<Record<string, unknown>>): Unstorable | undefined {
  for (const name of Object.keys(value)) {
    const inName = unstorableText(name);
    if (inName) return { path: [storableText(name)], reason: `has a name that ${inName.reason}` };
    const found = findUnstorable(value[name]);
    if (found) return { path: [name, ...found.path], reason: found.reason };
  }
  return undefined;
}

function unstorableText(text: string): Unstorable | undefined {
  if (text.includes('\0')) return { path: [], reason: 'contains the character U+0000; remove it' };
  if (text.isWellFormed()) return undefined;
  return { path: [], reason: 'contains half of a surrogate pair; send whole characters' };
}

function unstorableNumber(value: number): Unstorable | undefined {
  if (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)) return undefined;
  return { path: [], reason: 'is a number beyond ±2^53, which JSON readers round; send it as a string' };
}

/** Copies a value without what cannot be stored, so that the copy has a fingerprint and can be shown. */
function makeStorable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return unstorableNumber(value) ? String(value) : value;
  if (Array.isArray(value)) return value.map(makeStorable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [storableText(name), makeStorable(inner)]),
  );
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
