import express, { type Request, type Response, Router } from 'express';
import { pageHeaders } from '../pages/page-headers.ts';
import { type StaticFile, staticFile } from '../pages/static-files.ts';
import type { ConsoleServices } from './console-services.ts';
import { customerPage, customersPage } from './customers/customer-pages.ts';
import { clearCookie, refuseOtherPages, requireSession, sessionId, sessionOf, setCookie } from './guard.ts';
import { keyPage, keysPage, revokeKeyPage, rotateKeyPage } from './keys/key-pages.ts';
import { createKey, discardKey, draftKey, reviewPage } from './keys/new-key-pages.ts';
import { overviewPage } from './overview/overview-page.ts';
import { type PageRequest, PageResponse } from './page-request.ts';
import { requestPage, requestsPage } from './requests/request-pages.ts';
import type { Sessions } from './sessions.ts';
import { signInPage } from './sign-in-page.ts';

const FILES: readonly StaticFile[] = ['icon.svg', 'pages.css', 'console.css', 'console.js'];
const FORM_LIMIT = '32kb';

/** Everything under `/console`; all but signing in asks for a session. */
export function consoleRoutes(services: ConsoleServices, sessions: Sessions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const name of FILES) router.get(`/console/${name}`, pageHeaders('self'), staticFile(name));
  router.use('/console', pageHeaders('self'), noStore, refuseOtherPages());
  router.use('/console', express.urlencoded({ extended: false, limit: FORM_LIMIT }));

  router.get('/console/sign-in', (_request, response) => send(response, signInPage()));
  router.post('/console/sign-in', (request, response) => {
    const token = String(request.body?.token ?? '').trim();
    const signedIn = sessions.signIn(token, services.clock());
    if ('refused' in signedIn) {
      send(response.status(signedIn.refused === 'wrong' ? 401 : 429), signInPage(signedIn.refused));
      return;
    }
    setCookie(request, response, signedIn.id);
    response.redirect(303, '/console');
  });

  router.use('/console', requireSession(sessions, services.clock));
  router.post('/console/sign-out', (request, response) => {
    sessions.signOut(sessionId(request));
    clearCookie(response);
    response.redirect(303, '/console/sign-in');
  });

  const page =
    (show: (pageRequest: PageRequest) => Promise<string>) => async (request: Request, response: Response) => {
      try {
        send(response, await show(visitOf(services, request, response)));
      } catch (end) {
        if (!(end instanceof PageResponse)) throw end;
        if (end.to === undefined) send(response.status(end.status), end.page);
        else response.redirect(303, end.to);
      }
    };
  router.get('/console', page(overviewPage));
  router.get('/console/keys', page(keysPage));
  router.post('/console/keys', page(draftKey));
  router.get('/console/keys/review/:id', page(reviewPage));
  router.post('/console/keys/review/:id', page(createKey));
  router.post('/console/keys/review/:id/discard', page(discardKey));
  router.get('/console/keys/:id', page(keyPage));
  router.post('/console/keys/:id/rotate', page(rotateKeyPage));
  router.post('/console/keys/:id/revoke', page(revokeKeyPage));
  router.get('/console/customers', page(customersPage));
  router.get('/console/customers/:id', page(customerPage));
  router.get('/console/requests', page(requestsPage));
  router.get('/console/requests/:id', page(requestPage));
  return router;
}

function visitOf(
  services: ConsoleServices,
  { params, query, body }: Request,
  response: Response,
): PageRequest {
  return { services, session: sessionOf(response), id: String(params.id ?? ''), query, form: body ?? {} };
}

function send(response: Response, page: string): void {
  response.type('html').send(page);
}

function noStore(_request: Request, response: Response, next: () => void): void {
  response.set('Cache-Control', 'no-store');
  next();
}
