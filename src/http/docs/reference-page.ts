import type { Contract } from '../../contract/load.ts';
import { html } from '../pages/html.ts';
import { renderPage } from '../pages/page.ts';
import { contents, type Group } from './contents.ts';
import { errorsTable } from './errors.ts';
import { guideSection, readGuides } from './guides.ts';
import { inlineMarkdown, markdown } from './markdown.ts';
import { methodAndPath } from './method-and-path.ts';
import { operationSection, type SectionContext } from './operation-section.ts';
import { LANGUAGES, type LanguageLabel } from './samples/languages.ts';
import { scopesTable } from './scopes.ts';

export interface ReferenceOptions {
  readonly contract: Contract;
  /** Whether the server has the console, so that the page can link to it. */
  readonly hasConsole: boolean;
}

/** Renders the whole reference as one page, so that the search of the browser finds everything. */
export function renderReference(
  { contract, hasConsole }: ReferenceOptions,
  languageLabel: LanguageLabel = 'curl',
): string {
  const { document, operations } = contract;
  const { introduction, guides } = readGuides(document.info.description ?? '');
  const groups: Group[] = (document.tags ?? []).map((tag) => ({
    ...tag,
    id: `group-${tag.name.toLowerCase().replaceAll(' ', '-')}`,
    operations: operations.filter((operation) => operation.tag === tag.name),
  }));
  const language = LANGUAGES.find(({ label }) => label === languageLabel) ?? LANGUAGES[0];
  const context: SectionContext = { document, operations, language };
  const tables: Record<string, () => ReturnType<typeof errorsTable>> = {
    errors: () => errorsTable(document),
    scopes: () => scopesTable(operations),
  };
  const { title, version } = document.info;
  const body = html`<header class="bar">
<a class="brand" href="/docs"><img src="/docs/icon.svg" alt="" width="24" height="24">upsertd</a>
<span class="version">${version}</span>
<nav aria-label="Elsewhere">
<a href="/openapi.yaml">OpenAPI</a>${hasConsole && html`<a href="/console">Console</a>`}
</nav>
</header>
<div class="columns">
${contents(guides, groups)}
<main id="main" data-language="${language.label}" data-languages="${JSON.stringify(LANGUAGES.map(({ label }) => label))}">
<section class="guide">
<h1>${title}</h1>
${markdown(introduction)}
<noscript>${otherLanguages()}</noscript>
</section>
${guides.map((guide) => guideSection(guide, tables[guide.id]?.()))}
${groups.map(
  (group) => html`<section class="group" aria-labelledby="${group.id}">
<h2 id="${group.id}"><a href="#${group.id}">${group.name}</a></h2>
${group.description && html`<p>${inlineMarkdown(group.description)}</p>`}
<ul class="related">${group.operations.map((operation) => html`<li><a href="#${operation.id}">${methodAndPath(operation)}</a></li>`)}</ul>
${group.operations.map((operation) => operationSection(operation, context))}
</section>`,
)}
</main>
</div>`;
  return renderPage({
    title,
    home: '/docs',
    styles: ['pages.css', 'docs.css'],
    earlyScript: 'theme.js',
    script: 'docs.js',
    body,
  }).text;
}

/** Renders links to the page in each language, for a browser without scripts. */
function otherLanguages() {
  return html`<p>Code samples in ${LANGUAGES.map(
    ({ label }, index) =>
      html`${index > 0 && ', '}<a href="/docs?language=${encodeURIComponent(label)}">${label}</a>`,
  )}.</p>`;
}
