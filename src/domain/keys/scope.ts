/** A scope is `resource:action`, `resource:*`, or `*`, which grants every operation. */
const FORM = /^(\*|[a-z_]+:(\*|[a-z]+))$/;

export const ALL_SCOPES = '*';

/** Returns whether the text has the form of a scope. */
export function isScope(text: string): boolean {
  return FORM.test(text);
}

/** Returns whether one of the granted scopes includes the required one. */
export function grants(granted: readonly string[], required: string): boolean {
  const [resource] = required.split(':');
  return granted.some((scope) => scope === ALL_SCOPES || scope === required || scope === `${resource}:*`);
}

/**
 * Finds a scope beside `*` in the same list. Such a list does not say whether the key is wide or narrow. A resource
 * wildcard beside scopes of its resource is unambiguous.
 */
export function findScopeBesideAll(scopes: readonly string[]): string | undefined {
  return scopes.includes(ALL_SCOPES) ? scopes.find((scope) => scope !== ALL_SCOPES) : undefined;
}
