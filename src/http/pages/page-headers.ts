import type { RequestHandler } from 'express';

/**
 * Headers of everything that a browser shows: only files of this server may run or style a page, it may ask no other
 * server, and no other page may frame it, post to it or read it.
 *
 * @param formAction where forms may post to.
 */
export function pageHeaders(formAction: 'self' | 'none'): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action '${formAction}'`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  return (_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    next();
  };
}
