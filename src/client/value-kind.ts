/**
 * Names the kind of a value for an error. The value itself may be a secret or personal data and is left out, unless it
 * is a number.
 *
 * @param numbers `shown` for an option, whose number helps; `hidden` for what may identify a person.
 */
export function kindOf(value: unknown, numbers: 'shown' | 'hidden' = 'hidden'): string {
  if (value === undefined || value === null || Number.isNaN(value)) return String(value);
  if (typeof value === 'number' && numbers === 'shown') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { name } = BUILT_INS.find((type) => value instanceof type) ?? {};
  if (name) return `a ${name}`;
  return Array.isArray(value) ? 'an array' : 'an object';
}

/** Objects whose fields JSON does not write. */
const BUILT_INS = [Map, Set, Date, Promise];
