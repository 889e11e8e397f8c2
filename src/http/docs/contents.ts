import type { Operation } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';
import type { Guide } from './guides.ts';

/** The operations of one resource. */
export interface Group {
  readonly name: string;
  readonly description?: string;
  /** The fragment of a link to the group. */
  readonly id: string;
  readonly operations: readonly Operation[];
}

/** Renders the navigation at the side: the guides and the operations. */
export function contents(guides: readonly Guide[], groups: readonly Group[]): Html {
  return html`<nav class="contents" aria-label="Contents">
<details open><summary>Contents</summary>
<h2>Guides</h2><ul>${guides.map((guide) => html`<li><a href="#${guide.id}">${guide.title}</a></li>`)}</ul>
${groups.map(
  (group) =>
    html`<h2>${group.name}</h2><ul>${group.operations.map(
      ({ id, method, summary }) =>
        html`<li><a href="#${id}"><span class="method ${method}">${method.toUpperCase()}</span><span>${summary}</span></a></li>`,
    )}</ul>`,
)}
</details>
</nav>`;
}
