/** What a request asks for, as it stood on the wire: nothing is decoded, and a `#` is a character like any other. */
export interface RequestTarget {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

export function parseRequestTarget(url: string): RequestTarget {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

/** A proxy may name the host too (RFC 9112 3.2.2): `http://host/v2/customers` is `/v2/customers`. */
export function withoutHost(url: string): string {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  return rest.startsWith('?') || rest === '' ? `/${rest}` : rest;
}
