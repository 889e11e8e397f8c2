import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import { type Html, html, unsafeRawHtml } from '../pages/html.ts';
import { memoize } from './memoize.ts';
import { SAMPLE_ORIGIN } from './samples/sample-call.ts';

for (const [name, grammar] of Object.entries({ bash, json, python, typescript })) {
  hljs.registerLanguage(name, grammar);
}

/** Renders highlighted code. The script of the page replaces the address in the samples by the address of this server. */
export function codeBlock(language: string, source: string): Html {
  return html`<pre><code>${unsafeRawHtml(highlight(language, source))}</code></pre>`;
}

export function jsonBlock(value: unknown): Html {
  return html`<pre><code>${unsafeRawHtml(highlightJson(JSON.stringify(value, null, 2)))}</code></pre>`;
}

function highlight(language: string, source: string): string {
  const { value } = hljs.highlight(source, { language });
  return value.replaceAll(SAMPLE_ORIGIN, `<span data-origin>${SAMPLE_ORIGIN}</span>`);
}

const highlightJson = memoize((source) => highlight('json', source));
