import type { Operation } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';
import { inlineMarkdown } from './markdown.ts';

/** Each refusal with its stable codes, as the spec's examples have them. */
export function commonErrors({ responses }: Operation): Html {
  const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  return html`<details><summary>Common errors</summary><dl class="errors">${refusals.map(
    ([status, { description, content }]) => {
      const codes = new Set(Object.values(content?.examples ?? {}).map(codeOf));
      return html`<dt>${status} ${[...codes].map((code) => html`<code>${code}</code> `)}</dt><dd>${inlineMarkdown(description)}</dd>`;
    },
  )}</dl></details>`;
}

function codeOf(example: unknown): string {
  return (example as { error: { code: string } }).error.code;
}
