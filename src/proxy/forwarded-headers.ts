import type { IncomingMessage } from 'node:http';

type Field = readonly [name: string, value: string];

/** Fields about one connection or about its two ends (RFC 9110 7.6.1 and 11.7). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  // Trailers are discarded (RFC 9110 6.5.1), so nothing announces them.
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Fields that the proxy writes itself, each exactly once. */
const WRITTEN: ReadonlySet<string> = new Set(['host', 'content-length']);

/**
 * Fields that a Connection header cannot remove. They are for every recipient, and a sender must not name such a field in
 * Connection (RFC 9110 7.6.1). Obeying the name would let a client remove what another proxy before this one has added,
 * and would let the server behind apply a request without its credentials, conditions or Idempotency-Key.
 */
const END_TO_END = new RegExp(
  `^(?:${[
    'accept(?:-.*)?|access-control-.*|allow|cache-control|content-.*|date|expect|last-modified|location|origin|prefer|vary',
    'authorization|cookie|set-cookie|www-authenticate|x-api-key',
    'etag|idempotency-.*|if-.*|range|retry-after|revkeen-version|upsert-.*|x-ratelimit-.*',
    'forwarded|referer|traceparent|tracestate|user-agent|via|x-forwarded-.*|x-real-ip|x-request-id',
  ].join('|')})$`,
);

/** Whether the body comes as it is or in chunks. Another transfer coding would be lost on the way. */
export function hasKnownTransferCoding({ rawHeaders }: IncomingMessage): boolean {
  const codings = valuesOf(readFields(rawHeaders), 'transfer-encoding');
  return codings.length === 0 || (codings.length === 1 && codings[0]?.toLowerCase() === 'chunked');
}

/** Whether the message says itself where its body ends; else the end of the connection does. */
export function isFramed({ rawHeaders }: IncomingMessage): boolean {
  return framingOf(readFields(rawHeaders)).length > 0;
}

/** Whether the request has a body, even an empty one in chunks. */
export function hasBody({ rawHeaders }: IncomingMessage): boolean {
  const [name, value] = framingOf(readFields(rawHeaders));
  return name === 'Transfer-Encoding' || Number(value ?? 0) > 0;
}

/**
 * The headers of a request that goes on to another server: names and values in turn.
 *
 * @param host of that server.
 */
export function requestHeaders(host: string, { rawHeaders, method = '' }: IncomingMessage): string[] {
  const fields = readFields(rawHeaders);
  const framing = framingOf(fields);
  const isBare = framing.length === 0 && ['POST', 'PUT', 'PATCH'].includes(method);
  // Node has sent 100 Continue to the client, so that nothing is left to be expected.
  const passed = endToEnd(fields).filter(
    ([name, value]) => !(isNamed(name, 'expect') && /100-continue/i.test(value)),
  );
  return ['Host', host, ...passed.flat(), ...(isBare ? ['Content-Length', '0'] : framing)];
}

/** The headers of a response that goes back to the client; Node writes Transfer-Encoding where there is no length. */
export function responseHeaders({ rawHeaders, statusCode }: IncomingMessage): string[] {
  const fields = readFields(rawHeaders);
  // A client that believed the length of a 204 would wait for a body (RFC 9110 8.6).
  const lengths = statusCode === 204 ? [] : valuesOf(fields, 'content-length');
  return [...endToEnd(fields).flat(), ...lengths.flatMap((length) => ['Content-Length', length])];
}

/** Read from the raw headers, because Node's parsed ones may leave some out. */
function readFields(raw: readonly string[]): Field[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

/** Node's parser refuses a second length, and a length beside a transfer coding. */
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
