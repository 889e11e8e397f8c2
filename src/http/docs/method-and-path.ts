import type { Operation } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';

export function methodAndPath({ method, path }: Operation): Html {
  return html`<span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code>`;
}
