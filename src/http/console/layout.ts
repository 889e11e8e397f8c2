import { type Content, html } from '../pages/html.ts';
import { renderPage } from '../pages/page.ts';
import type { PageRequest } from './page-request.ts';
import type { Session } from './sessions.ts';

export interface LayoutOptions {
  readonly title: string;
  readonly body: Content;
}

const IMPORTS = '/console/imports';
const SECTIONS = [
  ['/console', 'Overview'],
  ['/console/customers', 'Customers'],
  [IMPORTS, 'Imports'],
  ['/console/requests', 'Requests'],
  ['/console/events', 'Events'],
  ['/console/sync-states', 'Sync states'],
  ['/console/merchants', 'Merchants'],
  ['/console/keys', 'API keys'],
  ['/console/health', 'Health'],
] as const;

/** Renders a page of the console: the document, its header and the body. */
export function layout(
  { session, services }: Pick<PageRequest, 'session' | 'services'>,
  { title, body }: LayoutOptions,
): string {
  const sections = SECTIONS.filter(([path]) => path !== IMPORTS || services.imports !== undefined);
  return renderPage({
    title: `${title} · upsertd`,
    home: '/console',
    styles: ['pages.css', 'console.css'],
    script: 'console.js',
    body: html`<header class="bar">
<a class="brand" href="/console"><img src="/console/icon.svg" alt="" width="24" height="24">upsertd</a>
<nav aria-label="Console">${sections.map(([path, name]) => html`<a href="${path}">${name}</a>`)}</nav>
<form method="post" action="/console/sign-out">${formToken(session)}<button class="plain">Sign out</button></form>
</header>
<main id="main">${body}</main>`,
  }).text;
}

/** Renders the hidden field that every posted form must contain. */
export function formToken({ formToken: token }: Session) {
  return html`<input type="hidden" name="form" value="${token}">`;
}
