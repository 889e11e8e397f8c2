import type { Operation } from '../../contract/operations.ts';
import { fillSample, showHtml } from '../pages/assets/fill-sample.js';
import { type Html, html } from '../pages/html.ts';
import { block } from './code-block.ts';
import { highlight } from './highlight.ts';
import { LANGUAGES, type SampleLanguage } from './samples/languages.ts';
import { sampleCall } from './samples/sample-call.ts';
import { templateOf } from './samples/templates.ts';

type Language = (typeof LANGUAGES)[number];

/** Renders the sample of an operation in one language. The script of the page adds the choice of another one. */
export function sampleBlock(operation: Operation, language: Language): Html {
  const code = fillSample(highlighted(operation, language), language, sampleCall(operation), showHtml);
  return html`<div class="sample"><p class="code-bar"><span>${language.label}</span></p>${block(code)}</div>`;
}

/** The data from which the script of the page renders any sample. */
export interface SampleData {
  readonly languages: readonly SampleLanguage[];
  /** The templates as HTML, by operation, in the order of the languages. */
  readonly templates: Readonly<Record<string, readonly string[]>>;
}

export function sampleData(operations: readonly Operation[]): SampleData {
  return {
    languages: LANGUAGES,
    templates: Object.fromEntries(
      operations.map((operation) => [
        operation.id,
        LANGUAGES.map((language) => highlighted(operation, language)),
      ]),
    ),
  };
}

function highlighted(operation: Operation, { label, grammar }: Language): string {
  return highlight(grammar, templateOf(operation, label));
}
