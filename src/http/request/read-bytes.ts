import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { invalidFields, Problem } from '../../domain/problem.ts';

/** Reserves memory for further bytes of a body. @throws Problem unavailable if there is none. */
export type ReserveBytes = (bytes: number) => void;

/**
 * Reads and decompresses the bytes of a body, and reserves memory for the bytes as they arrive. Returns an empty buffer if
 * there is no body.
 *
 * @throws Problem payload_too_large, what `reserve` throws, or invalid_request for a body that is incomplete or not
 *   compressed as its Content-Encoding says.
 */
export type ReadBytes = (request: IncomingMessage, reserve?: ReserveBytes) => Promise<Buffer>;

/** The content codings that `requireJsonBody` accepts (RFC 9110 8.4.1). */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** @param limit the largest size of the decompressed body, in bytes. */
export function bytesReader(limit: number): ReadBytes {
  return (request, reserve = () => {}) =>
    new Promise((resolve, reject) => {
      const decoder = DECODERS[request.headers['content-encoding']?.toLowerCase() ?? '']?.();
      const chunks: Buffer[] = [];
      let length = 0;
      const refuse = (problem: unknown) => {
        reject(problem);
        chunks.length = 0;
        // The rest of the body is dropped, so that the connection can be used again.
        request.unpipe().removeAllListeners('data').resume();
        decoder?.destroy();
      };
      const add = (chunk: Buffer) => {
        try {
          length += chunk.length;
          if (length > limit) throw tooLarge(limit);
          reserve(chunk.length);
          chunks.push(chunk);
        } catch (problem) {
          refuse(problem);
        }
      };
      onCutOff(request, refuse);
      const bytes: Readable = decoder ? request.pipe(decoder) : request;
      decoder?.on('error', () => refuse(unreadable()));
      bytes.on('data', add).on('end', () => resolve(joined(chunks)));
    });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  // Most bodies arrive in one chunk, which need not be copied.
  return only && chunks.length === 1 ? only : Buffer.concat(chunks);
}

/** Detects a connection that closes before the end of the body. */
function onCutOff(request: IncomingMessage, refuse: (problem: Problem) => void): void {
  const check = () => {
    if (!request.readableEnded) refuse(unreadable());
  };
  // The connection may have closed while the API key was looked up.
  if (request.destroyed) check();
  request.on('close', check);
}

/** Returns the length of a body that is not compressed and declares it; undefined for other bodies. */
export function declaredLength(headers: IncomingHttpHeaders): number | undefined {
  const { 'content-length': length, 'content-encoding': coding } = headers;
  return coding === undefined && length !== undefined ? Number(length) : undefined;
}

export function tooLarge(limit: number): Problem {
  return new Problem('payload_too_large', `The body is larger than ${limit / 1024 / 1024} MiB. Send less.`);
}

function unreadable(): Problem {
  return invalidFields({ body: ['could not be read; it was cut off or is not compressed as it says'] });
}
