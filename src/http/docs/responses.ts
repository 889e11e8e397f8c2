import type { Document } from '../../contract/document.ts';
import type { DeclaredResponse, Operation } from '../../contract/operations.ts';
import { booleanAttribute, type Html, html } from '../pages/html.ts';
import { jsonBlock } from './code-block.ts';
import { fieldList } from './fields.ts';
import { inlineMarkdown } from './markdown.ts';

/** Renders the fields of the successful responses. */
export function responsesOf(document: Document, { id, responses }: Operation): Html {
  return html`<h4>Responses</h4>${successes(responses).map(
    ([
      status,
      { description, headers, content },
    ]) => html`<details><summary><strong>${status}</strong> ${inlineMarkdown(description)}</summary>
<p class="bounds">Headers: ${Object.keys(headers).join(', ')}</p>
${content && fieldList(document, content.schema, `${id}.${status}`)}</details>`,
  )}`;
}

export function exampleResponses({ responses }: Operation): Html {
  return html`<div class="examples"><h4>Example responses</h4>${successes(responses).flatMap(
    ([status, response], index) => examplesOf(status, response, index === 0),
  )}</div>`;
}

function examplesOf(status: string, { content }: DeclaredResponse, isFirst: boolean) {
  return Object.entries(content?.examples ?? {}).map(
    ([name, value], index) =>
      html`<details${booleanAttribute('open', isFirst && index === 0)}><summary><span class="status s${status[0] ?? ''}">${status}</span> ${name.replaceAll('_', ' ')}</summary>${jsonBlock(value)}</details>`,
  );
}

function successes(responses: Operation['responses']) {
  return Object.entries(responses).filter(([status]) => Number(status) < 400);
}
