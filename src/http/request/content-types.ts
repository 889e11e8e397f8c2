import type { IncomingHttpHeaders } from 'node:http';
import accepts from 'accepts';
import { parse } from 'content-type';
import { Problem } from '../../domain/problem.ts';

/** The codings that a body may have (RFC 9110 8.4.1), apart from none. */
const CODINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'identity']);

/** @throws Problem not_acceptable if `Accept` permits no JSON. */
export function requireAcceptsJson({ accept = '*/*' }: IncomingHttpHeaders): void {
  if (accept === '*/*' || accept === 'application/json') return;
  const headers = { accept: withoutParameters(accept) };
  if (accepts({ headers } as never).types('application/json')) return;
  throw new Problem(
    'not_acceptable',
    'Responses are application/json. Allow it in Accept, or leave the header out.',
    { param: 'Accept' },
  );
}

/**
 * Removes the parameters of the media ranges except `q`, because JSON has none that a response could differ in. A range
 * with `q=0` keeps them: it excludes only its own variant of JSON.
 */
function withoutParameters(accept: string): string {
  const ranges: string[] = [];
  for (let start = 0; start < accept.length; ) {
    const { type, parameters, index } = parse(accept, { comma: true, start });
    const { q } = parameters;
    if (type === '' || Number(q) === 0) ranges.push(accept.slice(start, index));
    else ranges.push(q === undefined ? type : `${type};q=${q}`);
    start = index + 1;
  }
  return ranges.join(',');
}

/** @throws Problem unsupported_media_type if the headers declare a body that is no JSON in UTF-8, or an unknown coding. */
export function requireJsonBody(headers: IncomingHttpHeaders, mediaType: string): void {
  const { 'content-type': sent = '', 'content-encoding': coding = 'identity' } = headers;
  if (sent !== mediaType) requireJsonType(sent, mediaType);
  if (!CODINGS.has(coding.toLowerCase())) {
    throw unsupported('Send the body plain, or as Content-Encoding gzip, deflate or br.', 'Content-Encoding');
  }
}

function requireJsonType(sent: string, mediaType: string): void {
  const { type, parameters } = parse(sent);
  if (type.trim().toLowerCase() !== mediaType) {
    throw unsupported(`Send the body as Content-Type: ${mediaType}.`, 'Content-Type');
  }
  const { charset } = parameters;
  if (charset === undefined || /^utf-?8$/i.test(charset)) return;
  throw unsupported(
    `The charset ${shown(charset)} is not supported. Send the body in UTF-8, as Content-Type: ${mediaType}.`,
    'Content-Type',
  );
}

/** A charset as an error shows it: its first 40 visible ASCII characters. */
function shown(charset: string): string {
  return charset.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 40) || '""';
}

function unsupported(message: string, param: string): Problem {
  return new Problem('unsupported_media_type', message, { param });
}
