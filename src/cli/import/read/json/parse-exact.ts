/** The digits of numbers that JavaScript would round, by the object or list that contains them. */
const exactNumbers = new WeakMap<object, Map<string, string>>();

/** A value, not a key, that begins like a number with many digits. */
const MAYBE_ROUNDED = /[:[,]\s*-?\d+(?:\.\d+)?(?<=[\d.]{16})/;
/** A JavaScript number has at least this many decimal digits. */
const SAFE_DIGITS = 15;

/** Parses JSON like `JSON.parse`, and remembers the digits of numbers that JavaScript would round. */
export function parseExact(text: string): unknown {
  return MAYBE_ROUNDED.test(text) ? JSON.parse(text, rememberDigits) : JSON.parse(text);
}

/** Reads a member of a parsed object or list. A number that JavaScript would round is a text of its digits. */
export function exactMember(holder: object, key: string): unknown {
  return exactNumbers.get(holder)?.get(key) ?? (holder as Record<string, unknown>)[key];
}

/** Reads all members of a parsed object as `exactMember` does. */
export function exactMembers(holder: object): unknown[] {
  const exact = exactNumbers.get(holder);
  if (!exact) return Object.values(holder);
  return Object.entries(holder).map(([key, value]) => exact.get(key) ?? value);
}

function rememberDigits(
  this: object,
  key: string,
  value: unknown,
  { source }: { source?: string } = {},
): unknown {
  if (typeof value !== 'number' || source === undefined || !isRounded(value, source)) return value;
  exactNumbers.set(this, (exactNumbers.get(this) ?? new Map<string, string>()).set(key, source));
  return value;
}

function isRounded(value: number, source: string): boolean {
  if (/^-?\d+$/.test(source)) return !Number.isSafeInteger(value);
  return /^-?\d+\.\d+$/.test(source) && source.replace(/\D|^-?0\.0*/g, '').length > SAFE_DIGITS;
}
