/** A scope is `resource:action`, `resource:*`, or `*` for everything. */
const FORM = /^(\*|[a-z_]+:(\*|[a-z]+))$/;

export const ALL_SCOPES = '*';

/** Whether the text has the form of a scope. */
export function isScope(text: string): boolean {
  return FORM.test(text);
}

/** Whether the granted scopes contain the required one. */
export function grants(granted: readonly string[], required: string): boolean {
  const [resource] = required.split(':');
  return granted.some((scope) => scope === ALL_SCOPES || scope === required || scope === `${resource}:*`);
}

/** A scope that includes another one of the same list. Such a list does not say whether the key is to be wide or narrow. */
export function findOverlap(scopes: readonly string[]): { wide: string; narrow: string } | undefined {
  for (const wide of scopes) {
    const narrow = scopes.find((scope) => scope !== wide && grants([wide], scope));
    if (narrow !== undefined) return { wide, narrow };
  }
  return undefined;
}
