import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import accepts from 'accepts';
import type { OutgoingResponse } from '../../writes/responses.ts';

/** A smaller body is sent without compression, because it fits into one packet. Bytes. */
const MIN_BYTES = 1024;

type Compress = (body: string | Buffer) => Promise<Buffer>;

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Each coding with a level that takes about as long as reading the page; higher ones save little. */
const CODINGS: Readonly<Record<string, Compress>> = {
  br: (body) => compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body) => compressGzip(body, { level: 5 }),
};

/**
 * Whether the response to a read may be sent compressed: it has no ETag, such as a list. A strong ETag names bytes, so each
 * coding of a customer would need an ETag of its own, and `If-Match` could not use them.
 */
export function isCompressible({ status, headers }: OutgoingResponse): boolean {
  return status === 200 && headers.ETag === undefined;
}

/** Chooses the coding that `Accept-Encoding` prefers; undefined for none. */
export function chooseCoding(request: IncomingMessage, { body }: OutgoingResponse): string | undefined {
  if (request.headers['accept-encoding'] === undefined) return undefined;
  if (Buffer.byteLength(body) < MIN_BYTES) return undefined;
  const coding = accepts(request).encodings(['br', 'gzip', 'identity']);
  return typeof coding === 'string' && Object.hasOwn(CODINGS, coding) ? coding : undefined;
}

/** Compresses a body in the thread pool. */
export function compress(coding: string, body: string | Buffer): Promise<Buffer> {
  return (CODINGS[coding] as Compress)(body);
}
