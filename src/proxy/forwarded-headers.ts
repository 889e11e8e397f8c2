import type { IncomingMessage } from 'node:http';

type Field = readonly [name: string, value: string];

/** Fields that apply to one connection only (RFC 9110 7.6.1 and 11.7). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  // The proxy discards trailers (RFC 9110 6.5.1), so it does not announce them.
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Fields that the proxy writes itself, each exactly once. */
const WRITTEN: ReadonlySet<string> = new Set(['host', 'content-length']);

/**
 * Fields that a Connection header cannot remove. They are for every recipient, and a sender must not name such a field in
 * Connection (RFC 9110 7.6.1). If the proxy removed it, a client could remove what another proxy before this one has added,
 * and the server behind could execute a request without its credentials, conditions or Idempotency-Key.
 */
const END_TO_END = new RegExp(
  `^(?:${[
    'accept(?:-.*)?|access-control-.*|allow|cache-control|content-.*|date|expect|last-modified|location|origin|prefer|vary',
    'authorization|cookie|set-cookie|www-authenticate|x-api-key',
    'etag|idempotency-.*|if-.*|range|retry-after|revkeen-version|upsert-.*|x-ratelimit-.*',
    'forwarded|referer|traceparent|tracestate|user-agent|via|x-forwarded-.*|x-real-ip|x-request-id',
  ].join('|')})$`,
);

/** Returns whether the body has no transfer coding or is chunked. The proxy cannot forward other transfer codings. */
export function hasKnownTransferCoding({ rawHeaders }: IncomingMessage): boolean {
  const codings = valuesOf(readFields(rawHeaders), 'transfer-encoding');
  return codings.length === 0 || (codings.length === 1 && codings[0]?.toLowerCase() === 'chunked');
}

/** Returns whether the message gives the length of its body; otherwise the body ends with the connection. */
export function isFramed({ rawHeaders }: IncomingMessage): boolean {
  return framingOf(readFields(rawHeaders)).length > 0;
}

/** Returns whether the request has a body, even an empty chunked one. */
export function hasBody({ rawHeaders }: IncomingMessage): boolean {
  const [name, value] = framingOf(readFields(rawHeaders));
  return name === 'Transfer-Encoding' || Number(value ?? 0) > 0;
}

/**
 * Returns the headers of a request to the target, as alternating names and values.
 *
 * @param host of the target.
 */
export function requestHeaders(host: string, { rawHeaders, method = '' }: IncomingMessage): string[] {
  const fields = readFields(rawHeaders);
  const framing = framingOf(fields);
  const isBare = framing.length === 0 && ['POST', 'PUT', 'PATCH'].includes(method);
  // Node has already sent 100 Continue to the client.
  const passed = endToEnd(fields).filter(
    ([name, value]) => !(isNamed(name, 'expect') && /100-continue/i.test(value)),
  );
  return ['Host', host, ...passed.flat(), ...(isBare ? ['Content-Length', '0'] : framing)];
}

/** Returns the headers of a response to the client. Node adds Transfer-Encoding if there is no Content-Length. */
export function responseHeaders({ rawHeaders, statusCode }: IncomingMessage): string[] {
  const fields = readFields(rawHeaders);
  // A 204 must not have a Content-Length, because a client could wait for a body (RFC 9110 8.6).
  const lengths = statusCode === 204 ? [] : valuesOf(fields, 'content-length');
  return [...endToEnd(fields).flat(), ...lengths.flatMap((length) => ['Content-Length', length])];
}

/** Reads the raw headers, because Node's parsed headers can omit duplicates. */
function readFields(raw: readonly string[]): Field[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

/** Returns the framing of a body. Node's parser refuses a second length, and a length with a transfer coding. */
function framingOf(fields: readonly Field[]): string[] {
  if (valuesOf(fields, 'transfer-encoding').length > 0) return ['Transfer-Encoding', 'chunked'];
  return valuesOf(fields, 'content-length').flatMap((length) => ['Content-Length', length]);
}

function endToEnd(fields: readonly Field[]): Field[] {
  const named = valuesOf(fields, 'connection')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((name) => name.trim())
    .filter((name) => !END_TO_END.test(name));
  const dropped = new Set([...HOP_BY_HOP, ...WRITTEN, ...named]);
  return fields.filter(([name]) => !dropped.has(name.toLowerCase()));
}

function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.filter(([other]) => isNamed(other, name)).map(([, value]) => value.trim());
}

function isNamed(name: string, lowerCase: string): boolean {
  return name.toLowerCase() === lowerCase;
}
