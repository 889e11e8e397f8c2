import { type Content, html } from '../pages/html.ts';
import { renderPage } from '../pages/page.ts';
import type { Session } from './sessions.ts';

export interface LayoutOptions {
  readonly title: string;
  readonly session: Session;
  readonly body: Content;
}

const PLACES = [
  ['/console', 'Overview'],
  ['/console/customers', 'Customers'],
  ['/console/requests', 'Requests'],
  ['/console/keys', 'API keys'],
] as const;

/** A page of the console with all that surrounds it. */
export function layout({ title, session, body }: LayoutOptions): string {
  return renderPage({
    title: `${title} · upsertd`,
    home: '/console',
    styles: ['pages.css', 'console.css'],
    script: 'console.js',
    body: html`<header class="bar">
<a class="brand" href="/console"><img src="/console/icon.svg" alt="" width="24" height="24">upsertd</a>
<nav aria-label="Console">${PLACES.map(([path, name]) => html`<a href="${path}">${name}</a>`)}</nav>
<form method="post" action="/console/sign-out">${formToken(session)}<button class="plain">Sign out</button></form>
</header>
<main id="main">${body}</main>`,
  }).text;
}

/** Must stand in every form that is posted. */
export function formToken({ formToken: token }: Session) {
  return html`<input type="hidden" name="form" value="${token}">`;
}
