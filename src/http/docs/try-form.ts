import type { Operation, Parameter } from '../../contract/operations.ts';
import { booleanAttribute, type Html, html } from '../pages/html.ts';
import { smallestBody } from './samples/sample-call.ts';

/** Renders a form that the script of the page sends to this server. Without the script the form is hidden. */
export function tryForm(operation: Operation): Html {
  const { id, method, path, parameters } = operation;
  const body = smallestBody(operation);
  const shown = parameters.filter(({ name }) => !OMITTED.includes(name));
  return html`<details class="try" hidden><summary>Try it on this server</summary>
<form data-method="${method.toUpperCase()}" data-path="${path}" autocomplete="off">
<p class="note">The form sends a real request to this server. With a live key the request reads and changes live data.</p>
<label for="${id}-key">x-api-key</label>
<input id="${id}-key" type="password" data-key spellcheck="false" placeholder="rk_sandbox_…" autocomplete="off">
${shown.map((parameter) => field(id, parameter))}
${
  body !== undefined &&
  html`<label for="${id}-body">Body</label><textarea id="${id}-body" name="body" rows="8" spellcheck="false">${JSON.stringify(body, null, 2)}</textarea>`
}
<button type="submit">Send</button>
</form>
<output class="response" aria-live="polite"></output>
</details>`;
}

/** Parameters without a field: trying an operation does not need them. */
const OMITTED = ['RevKeen-Version', 'X-Request-Id'];

function field(id: string, { name, in: place, required = false, example }: Parameter): Html {
  const value = place === 'path' && example !== undefined ? String(example) : '';
  const isRequired = booleanAttribute('required', required);
  return html`<label for="${id}-${place}-${name}">${name} <span class="type">${place}</span></label>
<input id="${id}-${place}-${name}" name="${place}:${name}" value="${value}" spellcheck="false"${isRequired}>`;
}
