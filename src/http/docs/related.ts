import type { Operation } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';
import { methodAndPath } from './method-and-path.ts';

/** Renders the other operations of the same resource, which is the first name of the path, such as `customers`. */
export function relatedEndpoints(operation: Operation, operations: readonly Operation[]): Html {
  const related = operations.filter(
    (other) => other.id !== operation.id && resourceOf(other) === resourceOf(operation),
  );
  return html`<details><summary>Related endpoints</summary><ul class="related">${related.map(
    (other) => html`<li><a href="#${other.id}">${methodAndPath(other)}</a> — ${other.summary}</li>`,
  )}</ul></details>`;
}

function resourceOf({ path }: Operation): string | undefined {
  return path.split('/')[2];
}
