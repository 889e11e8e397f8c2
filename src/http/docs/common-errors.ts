import type { Operation } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';
import { errorId } from './errors.ts';
import { inlineMarkdown } from './markdown.ts';

/** Renders the error statuses of an operation, each with the stable codes of the examples in the spec. */
export function commonErrors({ responses }: Operation): Html {
  const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  return html`<details><summary>Common errors</summary><dl class="errors">${errors.map(
    ([status, { description, content }]) => {
      const codes = new Set(Object.values(content?.examples ?? {}).map(codeOf));
      return html`<dt>${status} ${[...codes].map((code) => html`<a href="#${errorId(code)}"><code>${code}</code></a> `)}</dt><dd>${inlineMarkdown(description)}</dd>`;
    },
  )}</dl></details>`;
}

function codeOf(example: unknown): string {
  return (example as { error: { code: string } }).error.code;
}
