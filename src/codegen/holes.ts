import type { Parameter } from '../contract/operations.ts';

/** The place of a parameter in a template. `fill-sample.js` replaces it. The name survives every language. */
export function holeOf({ in: place, name }: Pick<Parameter, 'in' | 'name'>): string {
  return `UPSERTD_${place}_${name.replace(/\W/g, '_')}`;
}

/** The place of the path and the query, behind the address of the server. */
export const TARGET_HOLE = 'UPSERTD_TARGET';
export const BODY_HOLE = 'UPSERTD_BODY';

/** The headers that a sample contains if they have a value. The others are of no use in a first call. */
export function shownHeaders(parameters: readonly Parameter[]): Parameter[] {
  return parameters.filter(
    ({ in: place, name }) => place === 'header' && !['RevKeen-Version', 'X-Request-Id'].includes(name),
  );
}
