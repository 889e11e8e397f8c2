import type { Document } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';
import { codeBlock } from './code-block.ts';
import { commonErrors } from './common-errors.ts';
import { fieldList, parameterList } from './fields.ts';
import { markdown } from './markdown.ts';
import { methodAndPath } from './method-and-path.ts';
import { relatedEndpoints } from './related.ts';
import { exampleResponses, responsesOf } from './responses.ts';
import { sampleBlock } from './sample-block.ts';
import type { LANGUAGES } from './samples/languages.ts';
import { scopeId } from './scopes.ts';
import { tryForm } from './try-form.ts';
import { showTypeScriptType } from './type-text.ts';

/** What a section needs beside its operation. */
export interface SectionContext {
  readonly document: Document;
  readonly operations: readonly Operation[];
  readonly language: (typeof LANGUAGES)[number];
}

/** Renders the section of an operation: its description on the left, code on the right. */
export function operationSection(operation: Operation, context: SectionContext): Html {
  const { document, operations, language } = context;
  const { id, summary, description, scope, body } = operation;
  return html`<section class="operation" id="${id}" aria-labelledby="${id}-title">
<div class="words">
<h3 id="${id}-title"><a href="#${id}">${summary}</a></h3>
<p class="endpoint">${methodAndPath(operation)}</p>
${markdown(description)}
<p class="scope">Scope <a href="#${scopeId(scope)}"><code>${scope}</code></a></p>
${relatedEndpoints(operation, operations)}
${commonErrors(operation)}
${
  operation.parameters.some(({ name }) => name === 'Idempotency-Key') &&
  html`<p class="aside">Send an <code>Idempotency-Key</code> to make retries safe; see the <a href="#idempotency">idempotency guide</a>.</p>`
}
${(['path', 'query', 'header'] as const).map((place) => parametersIn(document, operation, place))}
${
  body &&
  html`<h4>Request body <span class="type">${body.mediaType}</span></h4>${fieldList(document, body.schema, `${id}.body`)}
<details><summary>TypeScript definition</summary>${codeBlock('typescript', `type Body = ${showTypeScriptType(document, body.schema)};`)}</details>`
}
${responsesOf(document, operation)}
</div>
<div class="code">
${sampleBlock(operation, language)}
${tryForm(operation)}
${exampleResponses(operation)}
</div>
</section>`;
}

const PLACES = { path: 'Path parameters', query: 'Query parameters', header: 'Headers' };

function parametersIn(document: Document, { id, parameters }: Operation, place: keyof typeof PLACES) {
  const inPlace = parameters.filter((parameter) => parameter.in === place);
  return (
    inPlace.length > 0 && html`<h4>${PLACES[place]}</h4>${parameterList(document, inPlace, `${id}.${place}`)}`
  );
}
