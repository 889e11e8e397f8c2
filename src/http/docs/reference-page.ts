import type { Contract } from '../../contract/load.ts';
import { html } from '../pages/html.ts';
import { renderPage } from '../pages/page.ts';
import { type Guide, guideSection, readGuides } from './guides.ts';
import { inlineMarkdown, markdown } from './markdown.ts';
import { methodAndPath } from './method-and-path.ts';
import { operationSection } from './operation-section.ts';

export interface ReferenceOptions {
  readonly contract: Contract;
  /** Whether the server has the console, so that the page can link to it. */
  readonly hasConsole: boolean;
}

/** Renders the whole reference as one page, so that the search of the browser finds everything. */
export function renderReference({ contract, hasConsole }: ReferenceOptions): string {
  const { document, operations } = contract;
  const { introduction, guides } = readGuides(document.info.description ?? '');
  const groups = (document.tags ?? []).map((tag) => ({
    ...tag,
    id: `group-${tag.name.toLowerCase().replaceAll(' ', '-')}`,
    operations: operations.filter((operation) => operation.tag === tag.name),
  }));
  const { title, version } = document.info;
  const body = html`<header class="bar">
<a class="brand" href="/docs"><img src="/docs/icon.svg" alt="" width="24" height="24">upsertd</a>
<span class="version">${version}</span>
<nav aria-label="Elsewhere">
<a href="/openapi.yaml">OpenAPI</a>${hasConsole && html`<a href="/console">Console</a>`}
</nav>
</header>
<div class="columns">
<nav class="contents" aria-label="Contents">
<details open><summary>Contents</summary>
${contentsOf('Guides', guides)}
${groups.map(
  (group) =>
    html`<h2>${group.name}</h2><ul>${group.operations.map(
      ({ id, method, summary }) =>
        html`<li><a href="#${id}"><span class="method ${method}">${method.toUpperCase()}</span><span>${summary}</span></a></li>`,
    )}</ul>`,
)}
</details>
</nav>
<main id="main">
<section class="guide">
<h1>${title}</h1>
${markdown(introduction)}
</section>
${guides.map(guideSection)}
${groups.map(
  (group) => html`<section class="group" aria-labelledby="${group.id}">
<h2 id="${group.id}">${group.name}</h2>
${group.description && html`<p>${inlineMarkdown(group.description)}</p>`}
<ul class="related">${group.operations.map((operation) => html`<li><a href="#${operation.id}">${methodAndPath(operation)}</a></li>`)}</ul>
${group.operations.map((operation) => operationSection(document, operation, operations))}
</section>`,
)}
</main>
</div>`;
  return renderPage({
    title,
    home: '/docs',
    styles: ['pages.css', 'docs.css'],
    script: 'docs.js',
    body,
  }).text;
}

function contentsOf(title: string, guides: readonly Guide[]) {
  return html`<h2>${title}</h2><ul>${guides.map((guide) => html`<li><a href="#${guide.id}">${guide.title}</a></li>`)}</ul>`;
}
