import type { JsonObject } from '../../../domain/customer.ts';
import { firstFields, levelsOf, MERGED_OBJECT_LIMITS } from '../../../domain/merge.ts';
import { Problem } from '../../../domain/problem.ts';
import { findUnstorable } from '../../../domain/storable.ts';

/** The largest number of bytes of a UTF-16 code unit in UTF-8. */
const BYTES_PER_UNIT = 3;

/**
 * Returns the rules of JSON that a row breaks, beyond those of its schema: values that the server cannot store.
 *
 * @param json the row as JSON.
 */
export function jsonProblems(row: Readonly<Record<string, unknown>>, json: string): string[] {
  // JSON escapes U+0000 and lone surrogates, so a search in the JSON replaces one in each text.
  const unstorable = findUnstorable(json.includes('\\u') ? row : withoutTexts(row));
  if (unstorable) return [`${unstorable.path.join('.')} ${unstorable.reason}`];
  const isSmall = json.length * BYTES_PER_UNIT <= MERGED_OBJECT_LIMITS.bytes;
  const tooLarge = [
    objectProblem('metadata', row.metadata, isSmall),
    objectProblem('custom_fields', row.custom_fields, isSmall),
  ];
  return tooLarge.filter((problem) => problem !== undefined);
}

/** Returns the fields that are no texts. Most rows have none. */
function withoutTexts(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  let others: Record<string, unknown> | undefined;
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'string' || value === undefined || value === null) continue;
    others ??= {};
    others[name] = value;
  }
  return others;
}

/** Applies the limits of an object to the object alone. A merge with a stored object can only exceed them further. */
function objectProblem(field: string, value: unknown, isSmall: boolean): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (isSmall && levelsOf(value) <= MERGED_OBJECT_LIMITS.levels) return undefined;
  try {
    firstFields('', { metadata: value as JsonObject });
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.message.replace(/^metadata/, field).replace(' after the merge', '');
  }
}
