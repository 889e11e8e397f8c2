import type { RequestHandler } from 'express';

/**
 * Sets the security headers of pages and their files. A page may load scripts and styles only from this server and send
 * requests only to it. Pages of other origins may not frame or read it.
 *
 * @param formAction the origin to which forms may be sent.
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
