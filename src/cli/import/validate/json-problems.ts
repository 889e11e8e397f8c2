import type { JsonObject } from '../../../domain/customer.ts';
import { firstFields, refuseOversized } from '../../../domain/merge.ts';
import { Problem } from '../../../domain/problem.ts';
import { findUnstorable } from '../../../domain/storable.ts';

/** Returns the rules of JSON that a row breaks, beyond those of its schema: values that the server cannot store. */
export function jsonProblems(body: Readonly<Record<string, unknown>>): string[] {
  const unstorable = findUnstorable(body);
  if (unstorable) return [`${unstorable.path.join('.')} ${unstorable.reason}`];
  const tooLarge = [
    objectProblem('metadata', body.metadata),
    objectProblem('custom_fields', body.custom_fields),
  ];
  return tooLarge.filter((problem) => problem !== undefined);
}

/** Applies the limits of an object to the object alone. A merge with a stored object can only exceed them further. */
function objectProblem(field: string, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  try {
    // Most objects are within the limits, also with the keys that a null removes.
    refuseOversized('metadata', value as never);
    return undefined;
  } catch {
    return afterMerge(field, value as never);
  }
}

function afterMerge(field: string, value: JsonObject): string | undefined {
  try {
    firstFields('', { metadata: value });
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.message.replace(/^metadata/, field).replace(' after the merge', '');
  }
}
