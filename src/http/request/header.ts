import type { IncomingHttpHeaders } from 'node:http';

/** A header by its name in lower case; what came more than once is one text. */
export function readHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const sent = headers[name];
  return Array.isArray(sent) ? sent.join(', ') : sent;
}
