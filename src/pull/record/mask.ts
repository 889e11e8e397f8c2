import type { SourceValue } from '../read/record-values.ts';

/**
 * Replaces the values of a response and keeps its shape: names, types, lengths, and the form of texts. Letters become x or
 * X, and digits become 1; so a date stays recognisable as a date, and an email as an email. true, false and null stay.
 */
export function maskValues(value: SourceValue): SourceValue {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'number') return Number(String(value).replace(/\d/g, '1'));
  if (Array.isArray(value)) return value.map(maskValues);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [maskName(name), maskValues(inner)]),
  );
}

export function maskText(text: string): string {
  return text
    .replace(/\p{Lu}/gu, 'X')
    .replace(/\p{L}/gu, 'x')
    .replace(/\p{N}/gu, '1');
}

/** A name of a field stays. A name that looks like a value, such as an email or an id as the key of an object, does not. */
export function maskName(name: string): string {
  return /^[A-Za-z_][\w.-]{0,63}$/.test(name) && !/\d{4}/.test(name) ? name : maskText(name);
}
