/**
 * Describes the type of a value for the message of an error. The message does not contain the value, which may be a
 * secret or personal data.
 *
 * @param numbers `shown` to include a number, for an option; `hidden` if the number may identify a person.
 */
export function kindOf(value: unknown, numbers: 'shown' | 'hidden' = 'hidden'): string {
  if (value === undefined || value === null || Number.isNaN(value)) return String(value);
  if (typeof value === 'number' && numbers === 'shown') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { name } = BUILT_INS.find((type) => value instanceof type) ?? {};
  if (name) return `a ${name}`;
  return Array.isArray(value) ? 'an array' : 'an object';
}

/** The classes whose contents JSON does not represent as fields. */
const BUILT_INS = [Map, Set, Date, Promise];
