import { SourceError } from './source-error.ts';

/** Whether a host name is that of this machine. Only then a connection without TLS is allowed. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * Checks the URL of a next page, which the source sends: the API key must only reach the hosts that the connector names.
 *
 * @param base the base URL of the connector.
 * @param allowed `host` or `host:port`.
 * @throws SourceError if the URL has another host, or no TLS.
 */
export function checkHost(url: URL, base: URL, allowed: readonly string[]): void {
  if (url.origin === base.origin) return;
  const isAllowed = allowed.includes(url.host);
  if (isAllowed && url.protocol === 'https:') return;
  if (isAllowed && url.protocol === 'http:' && isLoopback(url.hostname)) return;
  throw new SourceError(
    'foreign_link',
    `The source links to a next page at ${url.protocol}//${url.host}, which is not ${base.origin}. If the vendor documents that host, add it to client.allowed_hosts.`,
  );
}
