import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readSentKey, type SentKey } from '../../domain/keys/key-gate.ts';
import { randomBytesFromPool } from '../../platform/ids.ts';

/** The target of a request as the client sent it: nothing is decoded, and a `#` is an ordinary character. */
export interface RequestTarget {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

export function parseRequestTarget(url: string): RequestTarget {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

/** Removes the host that a proxy may add (RFC 9112 3.2.2): `http://host/v2/customers` becomes `/v2/customers`. */
export function withoutHost(url: string): string {
  if (url.startsWith('/')) return url;
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  return rest.startsWith('?') || rest === '' ? `/${rest}` : rest;
}

/** Returns a header by its name in lower case. A header that was sent more than once becomes one text. */
export function readHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const sent = headers[name];
  return Array.isArray(sent) ? sent.join(', ') : sent;
}

/** Reads the API key of a request. Node drops all `Authorization` headers but the first, so this joins them all. */
export function sentKeyOf(request: IncomingMessage): SentKey {
  const { headers } = request;
  const authorization = headers.authorization && request.headersDistinct.authorization?.join(', ');
  return readSentKey(readHeader(headers, 'x-api-key'), authorization);
}

const WELL_FORMED_ID = /^[A-Za-z0-9_.-]{1,128}$/;

/** Returns the client's `X-Request-Id` if it is well-formed, or else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && WELL_FORMED_ID.test(sent) ? sent : makeRequestId();
}

export function makeRequestId(): string {
  return `req_${randomBytesFromPool(12).toString('hex')}`;
}
