import { html } from '../pages/html.ts';

/** Renders a value as indented JSON. */
export function indentedJson(value: unknown) {
  return html`<pre><code>${JSON.stringify(value, null, 2)}</code></pre>`;
}
