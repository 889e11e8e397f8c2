/** An expected value: JSON, a pattern of a text, or a named check. An expected object lists the fields that must exist. */
export type Expected = unknown;

/** The expectation that a field is absent. */
export const ABSENT = Symbol('absent');

/** A check of one value. Its name completes "expected …": `a time equal to …`. */
export class Check {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;

  constructor(name: string, holds: (value: unknown) => boolean) {
    this.name = name;
    this.holds = holds;
  }
}

/** Checks that a text is the same instant, in any notation. */
export function instant(text: string): Check {
  return new Check(
    `the instant ${text}`,
    (value) => typeof value === 'string' && Date.parse(value) === Date.parse(text),
  );
}

export interface Difference {
  /** `data.externalRefs.0.source`; empty for the whole value. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** Finds the first difference between a value and its expectation. Additional fields are not a difference. */
export function findDifference(expected: Expected, value: unknown, path = ''): Difference | undefined {
  if (expected === ABSENT) return value === undefined ? undefined : differ(path, 'nothing', value);
  if (expected instanceof Check)
    return expected.holds(value) ? undefined : differ(path, expected.name, value);
  if (expected instanceof RegExp) {
    const fits = typeof value === 'string' && expected.test(value);
    return fits ? undefined : differ(path, `text like ${expected}`, value);
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(value)) return differ(path, 'a list', value);
    if (value.length !== expected.length) return differ(path, `a list of ${expected.length}`, value);
  }
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(expected, value) ? undefined : differ(path, show(expected), value);
  }
  if (typeof value !== 'object' || value === null) return differ(path, 'an object', value);
  for (const [name, inner] of Object.entries(expected)) {
    const found = findDifference(
      inner,
      (value as Record<string, unknown>)[name],
      path ? `${path}.${name}` : name,
    );
    if (found) return found;
  }
  return undefined;
}

function differ(path: string, expected: string, value: unknown): Difference {
  return { path, expected, got: show(value) };
}

/** Writes a value as text, at most 200 characters of it. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
