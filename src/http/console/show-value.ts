import { type Content, html } from '../pages/html.ts';

/** Renders a value of a field. */
export function showValue(value: unknown): Content {
  if (value === null || value === undefined) return html`<span class="faint">nothing</span>`;
  return typeof value === 'string' ? value : html`<code>${JSON.stringify(value)}</code>`;
}
