import type { Request } from 'express';

/** The names of this machine, which a `Host` header may contain with a port. */
const LOOPBACK_HOST = /^(([a-z\d-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Returns the URL under which a client of this machine has requested the spec, or `/`, which is relative to the URL of
 * the spec. A client may send any name as `Host`, so only names of this machine are repeated.
 */
export function requestedServerUrl(request: Request): string {
  const { host = '' } = request.headers;
  return LOOPBACK_HOST.test(host) ? `${request.protocol}://${host}` : '/';
}
