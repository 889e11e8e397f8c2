import { Router } from 'express';
import { html } from './html.ts';
import { renderPage } from './page.ts';
import { pageHeaders } from './page-headers.ts';
import { type StaticFile, staticFile } from './static-files.ts';

export interface UnknownPageOptions {
  readonly hasDocs: boolean;
  readonly hasConsole: boolean;
}

const FILES: readonly StaticFile[] = ['icon.svg', 'pages.css'];
const HOME = '/pages';

/**
 * Responds to a browser that asks for a path without a page: `/` and `/docs/` lead to the reference, and any other path
 * is a page with links. It is the last of the routes outside the API. Clients that do not ask for HTML, and a browser
 * that asks for a path of the API, get the JSON of the API.
 */
export function unknownPage({ hasDocs, hasConsole }: UnknownPageOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const name of FILES) router.get(`${HOME}/${name}`, pageHeaders('none'), staticFile(name));
  router.get(/.*/, (request, response, next) => {
    // A client that accepts anything does not name HTML.
    if (!/\btext\/html\b/.test(request.header('Accept') ?? '')) {
      next();
      return;
    }
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept' });
    if (hasDocs && ['/', '/docs/'].includes(request.path)) {
      response.redirect(302, '/docs');
      return;
    }
    pageHeaders('none')(request, response, () => {
      response.status(404).type('html').send(page({ hasDocs, hasConsole }));
    });
  });
  return router;
}

function page({ hasDocs, hasConsole }: UnknownPageOptions): string {
  return renderPage({
    title: 'Not found · upsertd',
    home: HOME,
    styles: ['pages.css'],
    body: html`<header class="bar"><span class="brand"><img src="${HOME}/icon.svg" alt="" width="24" height="24">upsertd</span></header>
<main id="main" class="notice">
<h1>There is no page here</h1>
<p>The API is below <code>/v2</code> and needs an API key. This server also has:</p>
<ul>
${hasDocs && html`<li><a href="/docs">the API reference</a></li>`}
${hasConsole && html`<li><a href="/console">the console</a> for the operator</li>`}
<li><a href="/openapi.yaml">the OpenAPI document</a></li>
</ul>
</main>`,
  }).text;
}
