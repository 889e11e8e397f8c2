import type { Operation } from '../../contract/operations.ts';
import { type Html, html, unsafeRawHtml } from '../pages/html.ts';

export function methodAndPath({ method, path }: Operation): Html {
  return html`<span class="method ${method}">${method.toUpperCase()}</span> ${pathCode(path)}`;
}

/** Renders a path that breaks only behind a slash, and never inside of `{externalId}`. */
export function pathCode(path: string): Html {
  const { text } = html`${path}`;
  const breakable = text.replaceAll('/', '/<wbr>').replace(/\{\w+\}/g, '<span>$&</span>');
  return html`<code class="path">${unsafeRawHtml(breakable)}</code>`;
}
