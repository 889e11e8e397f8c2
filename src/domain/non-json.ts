import { findUnstorable } from './storable.ts';

/** The number of levels that a customer may have, as in the body of a request. */
const LEVELS = 32;

interface Found {
  readonly path: readonly string[];
  readonly reason: string;
}

/**
 * Finds the first part of a customer that a request could not contain, or that could not be stored unchanged. The customer
 * comes from a file or from a program, so it may contain values that JSON does not have, and may contain itself.
 */
export function findNonJson(value: unknown): Found | undefined {
  return findForeign(value, [], LEVELS) ?? findUnstorable(value);
}

function findForeign(value: unknown, path: readonly string[], levels: number): Found | undefined {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean')
    return undefined;
  if (typeof value === 'number') return undefined;
  if (typeof value !== 'object' || !isPlain(value)) return { path, reason: 'is not a value of JSON' };
  if (levels === 0) return { path: [], reason: `is nested more than ${LEVELS} levels deep; flatten it` };
  for (const [name, inner] of Object.entries(value)) {
    const found = findForeign(inner, [...path, name], levels - 1);
    if (found) return found;
  }
  return undefined;
}

/** Whether a value is a list or an object without a class of its own, such as a Date. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
