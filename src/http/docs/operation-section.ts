import type { Document } from '../../contract/document.ts';
import type { DeclaredResponse, Operation } from '../../contract/operations.ts';
import { booleanAttribute, type Html, html } from '../pages/html.ts';
import { codeBlock, jsonBlock } from './code-block.ts';
import { samplesOf } from './code-samples.ts';
import { commonErrors } from './common-errors.ts';
import { fieldList, parameterList } from './fields.ts';
import { inlineMarkdown, markdown } from './markdown.ts';
import { methodAndPath } from './method-and-path.ts';
import { relatedEndpoints } from './related.ts';
import { tryForm } from './try-form.ts';
import { showTypeScriptType } from './type-text.ts';

/** Renders the section of an operation: its description on the left, code on the right. */
export function operationSection(
  document: Document,
  operation: Operation,
  operations: readonly Operation[],
): Html {
  const { id, summary, description, scope, body } = operation;
  return html`<section class="operation" id="${id}" aria-labelledby="${id}-title">
<div class="words">
<h3 id="${id}-title"><a href="#${id}">${summary}</a></h3>
<p class="endpoint">${methodAndPath(operation)}</p>
${markdown(description)}
<p class="scope">Scope <code>${scope}</code></p>
${relatedEndpoints(operation, operations)}
${commonErrors(operation)}
${
  operation.parameters.some(({ name }) => name === 'Idempotency-Key') &&
  html`<p class="aside">Send an <code>Idempotency-Key</code> to make retries safe; see the <a href="#idempotency">idempotency guide</a>.</p>`
}
${(['path', 'query', 'header'] as const).map((place) => parametersIn(document, operation, place))}
${
  body &&
  html`<h4>Request body <span class="type">${body.mediaType}</span></h4>${fieldList(document, body.schema)}
<details><summary>TypeScript definition</summary>${codeBlock('typescript', `type Body = ${showTypeScriptType(document, body.schema)};`)}</details>`
}
${responsesOf(document, operation)}
</div>
<div class="code">
${samples(operation)}
${tryForm(operation)}
${exampleResponses(operation)}
</div>
</section>`;
}

const PLACES = { path: 'Path parameters', query: 'Query parameters', header: 'Headers' };

function parametersIn(document: Document, { parameters }: Operation, place: keyof typeof PLACES) {
  const inPlace = parameters.filter((parameter) => parameter.in === place);
  return inPlace.length > 0 && html`<h4>${PLACES[place]}</h4>${parameterList(document, inPlace)}`;
}

function responsesOf(document: Document, { responses }: Operation) {
  const successes = Object.entries(responses).filter(([status]) => Number(status) < 400);
  return html`<h4>Responses</h4>${successes.map(
    ([
      status,
      { description, headers, content },
    ]) => html`<details><summary><strong>${status}</strong> ${inlineMarkdown(description)}</summary>
<p class="bounds">Headers: ${Object.keys(headers).join(', ')}</p>
${content && fieldList(document, content.schema)}</details>`,
  )}`;
}

function samples(operation: Operation) {
  return html`<div class="samples">${samplesOf(operation).map(
    ({ lang, label, source }) =>
      html`<div class="sample" data-language="${label}"><p class="sample-name">${label}</p>${codeBlock(lang, source)}</div>`,
  )}</div>`;
}

function exampleResponses({ responses }: Operation) {
  const successes = Object.entries(responses).filter(([status]) => Number(status) < 400);
  return html`<div class="examples"><h4>Example responses</h4>${successes.flatMap(
    ([status, response], index) => examplesOf(status, response, index === 0),
  )}</div>`;
}

function examplesOf(status: string, { content }: DeclaredResponse, isFirst: boolean) {
  return Object.entries(content?.examples ?? {}).map(
    ([name, value], index) =>
      html`<details${booleanAttribute('open', isFirst && index === 0)}><summary><span class="status s${status[0] ?? ''}">${status}</span> ${name.replaceAll('_', ' ')}</summary>${jsonBlock(value)}</details>`,
  );
}
