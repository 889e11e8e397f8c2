/** A value of a parsed response. */
export type SourceValue =
  | string
  | number
  | boolean
  | null
  | SourceValue[]
  | { readonly [name: string]: SourceValue };

/** The deepest level of a response. It limits the recursion of the parser and of the code after it. */
const MOST_LEVELS = 64;

/**
 * Parses JSON. An integer beyond ±2^53 becomes its digits as text, because a number would be rounded to another id.
 *
 * @throws SyntaxError if the text is not JSON, or is nested too deeply.
 */
export function parseExactly(text: string): SourceValue {
  if (levelsOf(text) > MOST_LEVELS) throw new SyntaxError(`The JSON has more than ${MOST_LEVELS} levels.`);
  return JSON.parse(text, (_key, value: SourceValue, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value,
  );
}

function levelsOf(text: string): number {
  let deepest = 0;
  let level = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/g)) {
    if (token === '[' || token === '{') level += 1;
    else if (token === ']' || token === '}') level -= 1;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}

/**
 * Returns the value at a dotted path; `.` is the whole value, and a number is an index. A name that contains dots itself
 * takes precedence.
 *
 * @returns undefined if the path does not exist.
 */
export function valueAt(value: SourceValue | undefined, path: string): SourceValue | undefined {
  if (path === '.') return value;
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    const [index = '', ...rest] = path.split('.');
    const item = /^\d+$/.test(index) ? value[Number(index)] : undefined;
    return rest.length === 0 ? item : valueAt(item, rest.join('.'));
  }
  if (Object.hasOwn(value, path)) return value[path];
  const dot = path.indexOf('.');
  if (dot < 0 || !Object.hasOwn(value, path.slice(0, dot))) return undefined;
  return valueAt(value[path.slice(0, dot)], path.slice(dot + 1));
}

/** Returns a text, or a number as its digits; undefined for anything else and for a blank text. */
export function keyText(value: SourceValue | undefined): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
