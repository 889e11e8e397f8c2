import express, { type Request, type Response, Router } from 'express';
import { pageHeaders } from '../pages/page-headers.ts';
import { type StaticFile, staticFile } from '../pages/static-files.ts';
import { allowOnly } from '../server/refuse-other-methods.ts';
import type { ConsoleServices } from './console-services.ts';
import { customerPage, customersPage } from './customers/customer-pages.ts';
import { eventPage, eventsPage } from './events/event-pages.ts';
import {
  clearCookie,
  rejectFormsOfOtherPages,
  requireFormToken,
  requireSession,
  sessionId,
  sessionOf,
  setCookie,
} from './guard.ts';
import { healthPage, runChecksPage } from './health/health-page.ts';
import { IMPORT_PAGES } from './imports/import-pages.ts';
import { keyPage, keysPage, revokeKeyPage, rotateKeyPage } from './keys/key-pages.ts';
import { createKeyPage, discardKeyPage, draftKeyPage, reviewKeyPage } from './keys/new-key-pages.ts';
import { merchantsPage } from './merchants/merchants-page.ts';
import { notFound } from './not-found-page.ts';
import { overviewPage } from './overview/overview-page.ts';
import { type PageRequest, textOf } from './page-request.ts';
import { htmlResponse, type PageDownload, type PageResponse, redirect } from './page-response.ts';
import type { PageHandler, PageRoute } from './page-route.ts';
import { requestPage, requestsPage } from './requests/request-pages.ts';
import type { Sessions } from './sessions.ts';
import { signInPage } from './sign-in-page.ts';
import { syncStatePage, syncStatesPage } from './sync-states/sync-state-pages.ts';

const FILES: readonly StaticFile[] = [
  'icon.svg',
  'pages.css',
  'console.css',
  'console.js',
  'console-live.js',
  'console-copy.js',
  'docs-copy.js',
];
const FORM_LIMIT = '32kb';

const PAGES: readonly PageRoute[] = [
  { path: '/console', get: overviewPage },
  { path: '/console/events', get: eventsPage },
  { path: '/console/events/:id', get: eventPage },
  { path: '/console/sync-states', get: syncStatesPage },
  { path: '/console/sync-states/:id', get: syncStatePage },
  { path: '/console/merchants', get: merchantsPage },
  { path: '/console/health', get: healthPage },
  { path: '/console/health/checks', post: runChecksPage },
  { path: '/console/keys', get: keysPage, post: draftKeyPage },
  { path: '/console/keys/review/:id', get: reviewKeyPage, post: createKeyPage },
  { path: '/console/keys/review/:id/discard', post: discardKeyPage },
  { path: '/console/keys/:id', get: keyPage },
  { path: '/console/keys/:id/rotate', post: rotateKeyPage },
  { path: '/console/keys/:id/revoke', post: revokeKeyPage },
  { path: '/console/customers', get: customersPage },
  { path: '/console/customers/:id', get: customerPage },
  { path: '/console/requests', get: requestsPage },
  { path: '/console/requests/:id', get: requestPage },
];

/** The routes below `/console`. Every route except signing in and the static files requires a session. */
export function consoleRoutes(services: ConsoleServices, sessions: Sessions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const pages = services.imports ? [...PAGES, ...IMPORT_PAGES] : PAGES;
  // First, because a request by another method needs neither a session nor a form.
  router.all(
    FILES.map((name) => `/console/${name}`),
    allowOnly('GET', 'HEAD'),
  );
  router.all('/console/sign-in', allowOnly('GET', 'HEAD', 'POST'));
  router.all('/console/sign-out', allowOnly('POST'));
  for (const { path, get, post, upload } of pages)
    router.all(path, allowOnly(...(get ? ['GET', 'HEAD'] : []), ...((post ?? upload) ? ['POST'] : [])));
  for (const name of FILES) router.get(`/console/${name}`, pageHeaders('self'), staticFile(name));
  router.use('/console', pageHeaders('self'), noStore, rejectFormsOfOtherPages());
  router.use('/console', express.urlencoded({ extended: false, limit: FORM_LIMIT }));

  router.get('/console/sign-in', (request, response) =>
    send(response, htmlResponse(signInPage({ once: textOf(request.query.once) }))),
  );
  router.post('/console/sign-in', (request, response) => {
    const once = textOf(request.body?.once);
    const attempt = { address: request.ip ?? '', now: services.clock() };
    const signedIn =
      once === ''
        ? sessions.signIn(textOf(request.body?.token), attempt)
        : sessions.signInOnce(once, attempt);
    if ('refused' in signedIn) {
      const status = signedIn.refused === 'wrong' ? 401 : 429;
      send(response, htmlResponse(signInPage({ refused: signedIn.refused, wasLink: once !== '' }), status));
      return;
    }
    setCookie(request, response, signedIn.id);
    send(response, redirect('/console'));
  });

  router.use('/console', requireSession(sessions, services.clock));
  for (const { path, upload } of pages) {
    if (upload)
      router.post(path, async (request, response) =>
        send(response, await upload(pageRequestOf(services, request, response), request)),
      );
  }
  router.use('/console', requireFormToken());
  router.post('/console/sign-out', (request, response) => {
    sessions.signOut(sessionId(request));
    clearCookie(response);
    send(response, redirect('/console/sign-in'));
  });

  const page = (handler: PageHandler) => async (request: Request, response: Response) =>
    send(response, await handler(pageRequestOf(services, request, response)));
  for (const { path, get, post } of pages) {
    if (get) router.get(path, page(get));
    if (post) router.post(path, page(post));
  }
  router.use('/console', page(unknownConsolePage));
  return router;
}

/** Responds to a path below `/console` that no page has. */
async function unknownConsolePage(pageRequest: PageRequest): Promise<PageResponse> {
  return notFound(pageRequest, 'The console has no page at this address. Choose one above.');
}

function pageRequestOf(services: ConsoleServices, request: Request, response: Response): PageRequest {
  const { params, query, body } = request;
  const origin = `${request.protocol}://${request.headers.host ?? ''}`;
  const id = String(params.id ?? '');
  const address = request.ip ?? '';
  return { services, session: sessionOf(response), address, id, origin, query, form: body ?? {} };
}

function send(response: Response, page: PageResponse): void {
  if (page.type === 'redirect') response.redirect(303, page.path);
  else if (page.type === 'download') sendFile(response, page);
  else response.status(page.status).type('html').send(page.text);
}

function sendFile(response: Response, { path, name, mediaType }: PageDownload): void {
  // Express would add a charset, and a file has the encoding of the file that was imported.
  response.setHeader('Content-Type', mediaType);
  response.download(path, name, { dotfiles: 'allow', cacheControl: false });
}

function noStore(_request: Request, response: Response, next: () => void): void {
  response.set('Cache-Control', 'no-store');
  next();
}
