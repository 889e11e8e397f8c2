import type { Request, RequestHandler, Response } from 'express';
import { isEqualInConstantTime, SESSION_MS, type Session, type Sessions } from './sessions.ts';

const COOKIE = 'upsertd_console';

/**
 * Refuses a form that another page has sent. The browser names the page in a header that no page can change. Cookies
 * are not enough: to them every port of a machine is the same site.
 */
export function refuseOtherPages(): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'POST' || isFromHere(request)) next();
    else
      response
        .status(403)
        .type('text')
        .send('This form was sent by another page. Open the console and try there.');
  };
}

/** Sends whoever is not signed in to the sign-in page, and refuses a form without the token of the session. */
export function requireSession(sessions: Sessions, clock: () => number): RequestHandler {
  return (request, response, next) => {
    const session = sessions.find(sessionId(request), clock());
    if (!session) {
      response.redirect(303, '/console/sign-in');
      return;
    }
    if (
      request.method === 'POST' &&
      !isEqualInConstantTime(String(request.body?.form ?? ''), session.formToken)
    ) {
      response
        .status(403)
        .type('text')
        .send('The form is too old. Open the page again and send it from there.');
      return;
    }
    response.locals.session = session;
    next();
  };
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

/** Every browser of today sends one of the two with a form; what sends neither is no browser and carries no cookie by itself. */
function isFromHere(request: Request): boolean {
  const site = request.header('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.header('Origin');
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.headers.host);
}
