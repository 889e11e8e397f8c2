import type { Operation } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';
import { methodAndPath } from './method-and-path.ts';
import { table } from './table.ts';

/** Renders the scopes that the operations require, each with its operations. */
export function scopesTable(operations: readonly Operation[]): Html {
  const scopes = [...new Set(operations.map(({ scope }) => scope))].sort();
  return table(
    ['scope', 'operations'],
    scopes.map((scope) => {
      const allowed = operations.filter((operation) => operation.scope === scope);
      return {
        id: scopeId(scope),
        cells: [
          html`<code>${scope}</code>`,
          html`<ul class="related">${allowed.map((operation) => html`<li><a href="#${operation.id}">${methodAndPath(operation)}</a></li>`)}</ul>`,
        ],
      };
    }),
  );
}

/** Returns the fragment of a link to a scope. */
export function scopeId(scope: string): string {
  return `scope-${scope.replace(':', '-')}`;
}
