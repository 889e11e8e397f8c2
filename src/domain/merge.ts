import type { CustomerField, CustomerFields, CustomerPatch, JsonObject } from './customer.ts';
import { invalidFields } from './problem.ts';

/** The limits of `metadata` and of the custom fields after a merge: bytes of JSON in UTF-8, and levels of nesting. */
export const MERGED_OBJECT_LIMITS = { bytes: 64 * 1024, levels: 16 } as const;

const OBJECT_FIELDS: ReadonlySet<CustomerField> = new Set(['metadata', 'customFields']);

/**
 * Returns the fields after a write: an absent field stays, null clears a field, objects are merged key by key, and a null
 * value removes a key. Returns `before` itself if nothing changes.
 *
 * @throws Problem invalid_request if a merged object is larger or deeper than MERGED_OBJECT_LIMITS.
 */
export function mergeFields(before: CustomerFields, patch: CustomerPatch): CustomerFields {
  const after: Record<string, unknown> = { ...before };
  let changed = false;
  for (const [field, sent] of Object.entries(patch) as [CustomerField, CustomerPatch[CustomerField]][]) {
    if (sent === undefined) continue;
    const next = nextValue(field, before[field], sent);
    if (sameJson(before[field], next)) continue;
    changed = true;
    if (next === undefined) delete after[field];
    else after[field] = next;
  }
  return changed ? (after as CustomerFields) : before;
}

/** Returns the fields of a new customer. */
export function firstFields(email: string, patch: CustomerPatch): CustomerFields {
  return mergeFields({ email }, { ...patch, email });
}

function nextValue(field: CustomerField, before: unknown, sent: string | JsonObject | null): unknown {
  if (sent === null) return undefined;
  if (field === 'country') return (sent as string).toUpperCase();
  if (OBJECT_FIELDS.has(field))
    return mergeObject(field, before as JsonObject | undefined, sent as JsonObject);
  return sent;
}

/** Merges an object key by key. An object without keys becomes undefined: a response omits both, so they are equal. */
function mergeObject(
  field: CustomerField,
  before: JsonObject | undefined,
  sent: JsonObject,
): JsonObject | undefined {
  // A Map, because an assignment to the key `__proto__` of an object would not store it.
  const merged = new Map(Object.entries(before ?? {}));
  for (const [key, value] of Object.entries(sent)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size === 0) return undefined;
  const after = Object.fromEntries(merged);
  refuseOversized(field, after);
  return after;
}

function refuseOversized(field: CustomerField, value: JsonObject): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > MERGED_OBJECT_LIMITS.bytes) {
    throw invalidFields({
      [field]: [
        `would hold ${bytes} bytes of JSON after the merge; ${MERGED_OBJECT_LIMITS.bytes} is the most`,
      ],
    });
  }
  if (levelsOf(value) > MERGED_OBJECT_LIMITS.levels) {
    throw invalidFields({
      [field]: [
        `would be nested more than ${MERGED_OBJECT_LIMITS.levels} levels deep after the merge; flatten it`,
      ],
    });
  }
}

/** Whether two JSON values are equal; the order of an object's keys has no meaning. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key as never], b[key as never]))
  );
}

/** Counts how deeply objects and arrays are nested; a plain value has 0 levels. */
export function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const child of Object.values(value)) deepest = Math.max(deepest, levelsOf(child));
  return deepest + 1;
}
