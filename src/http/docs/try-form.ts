import type { Operation, Parameter } from '../../contract/operations.ts';
import { booleanAttribute, type Html, html } from '../pages/html.ts';
import { sampleBody } from './samples/sample-call.ts';

/**
 * Renders a form that the script of the page sends to this server. The samples show the values of the form. Without the
 * script the form is hidden, and until the script has loaded, the browser must not send it.
 */
export function tryForm(operation: Operation): Html {
  const { id, method, path, parameters } = operation;
  const shown = parameters.filter(({ name }) => !OMITTED.includes(name));
  return html`<details class="try" hidden><summary>Try it on this server</summary>
<form data-method="${method.toUpperCase()}" data-path="${path}" autocomplete="off">
<p class="note">The form sends a real request to this server. With a live key the request reads and changes live data.</p>
<label for="${id}-key">x-api-key</label>
<input id="${id}-key" type="password" data-key spellcheck="false" placeholder="rk_sandbox_…" autocomplete="off">
${shown.map((parameter) => field(id, parameter))}
${bodyField(operation)}
<button type="submit" disabled>Send</button>
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

function bodyField(operation: Operation) {
  const { id, body } = operation;
  const text = sampleBody(operation);
  if (!body || text === undefined) return null;
  const examples = Object.entries(body.examples);
  return html`${
    examples.length > 1 &&
    html`<label for="${id}-example">Example</label><select id="${id}-example" data-example>${examples.map(
      ([name, value]) =>
        html`<option value="${JSON.stringify(value, null, 2)}">${name.replaceAll('_', ' ')}</option>`,
    )}</select>`
  }<label for="${id}-body">Body</label><textarea id="${id}-body" name="body" rows="8" spellcheck="false" aria-describedby="${id}-body-note">${text}</textarea>
<p class="note" id="${id}-body-note" data-body-note role="status"></p>`;
}
