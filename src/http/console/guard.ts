import type { Request, RequestHandler, Response } from 'express';
import { isEqualInConstantTime, SESSION_MS, type Session, type Sessions } from './sessions.ts';

const COOKIE = 'upsertd_console';

/**
 * Rejects forms that another page has sent. The browser names the origin of the page in a header that pages cannot
 * change. Cookies are not enough: for cookies, all ports of a machine are the same site.
 */
export function rejectFormsOfOtherPages(): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'POST' || isSameOrigin(request)) next();
    else
      response
        .status(403)
        .type('text')
        .send('Another page sent this form. Open the console and send the form from there.');
  };
}

/** Redirects a browser without a session to the sign-in page. */
export function requireSession(sessions: Sessions, clock: () => number): RequestHandler {
  return (request, response, next) => {
    const session = sessions.find(sessionId(request), clock());
    if (!session) {
      response.redirect(303, '/console/sign-in');
      return;
    }
    response.locals.session = session;
    next();
  };
}

/** The reason why a form without the token of the session is rejected. */
export const FOREIGN_FORM =
  'This form does not belong to your session. Open the page again and send the form from there.';

/** Rejects a form without the token of the session. */
export function requireFormToken(): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'POST' || isOwnForm(sessionOf(response), request.body?.form)) next();
    else response.status(403).type('text').send(FOREIGN_FORM);
  };
}

/** Whether a form has the token of the session. */
export function isOwnForm({ formToken }: Session, token: unknown): boolean {
  return isEqualInConstantTime(String(token ?? ''), formToken);
}

export function sessionOf(response: Response): Session {
  return response.locals.session as Session;
}

export function sessionId(request: Request): string {
  const cookies = (request.headers.cookie ?? '').split(/; */);
  const own = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return own?.slice(COOKIE.length + 1) ?? '';
}

export function setCookie(request: Request, response: Response, id: string): void {
  response.cookie(COOKIE, id, {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path: '/console',
    maxAge: SESSION_MS,
  });
}

export function clearCookie(response: Response): void {
  response.clearCookie(COOKIE, { httpOnly: true, sameSite: 'strict', path: '/console' });
}

/**
 * Returns whether a form is from a page of this origin. Current browsers send at least one of the two headers with a
 * form. A client that sends neither is not a browser, so no other page can make it send the cookie of a session.
 */
function isSameOrigin(request: Request): boolean {
  const site = request.header('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.header('Origin');
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.headers.host);
}
