import { showHtml, showJson } from '../pages/assets/fill-sample.js';
import { type Html, html, unsafeRawHtml } from '../pages/html.ts';
import { highlight } from './highlight.ts';
import { memoize } from './memoize.ts';
import { SAMPLE_ORIGIN } from './samples/sample-call.ts';

/** Renders highlighted code. */
export function codeBlock(language: string, source: string): Html {
  return block(highlight(language, source));
}

export function jsonBlock(value: unknown): Html {
  return block(highlightJson(JSON.stringify(value, null, 2)));
}

/** Renders code that is HTML already. The script of the page adds a button that copies it, and the address of this server. */
export function block(markup: string): Html {
  const withOrigin = markup.replaceAll(SAMPLE_ORIGIN, `<span data-origin>${SAMPLE_ORIGIN}</span>`);
  return html`<div class="block"><pre><code>${unsafeRawHtml(withOrigin)}</code></pre></div>`;
}

const highlightJson = memoize((source) => showJson(source, showHtml));
