import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';
import { invalidFields, Problem } from '../../domain/problem.ts';

/**
 * Reads and decompresses the bytes of a body. Returns an empty buffer if there is no body.
 *
 * @throws Problem payload_too_large, unsupported_media_type for an unknown Content-Encoding, or invalid_request for a body
 *   that is incomplete or not compressed as its Content-Encoding says.
 */
export type ReadBytes = (request: IncomingMessage, response: ServerResponse) => Promise<Buffer>;

/** @param limit the largest size of the decompressed body, in bytes. */
export function bytesReader(limit: number): ReadBytes {
  const readAny = express.raw({ type: () => true, limit });
  return async (request, response) => {
    if (isSimple(request.headers, limit)) return readSimple(request);
    const sent = request as Request;
    const error = await new Promise<unknown>((resolve) => {
      onCutOff(request, resolve);
      readAny(sent, response as Response, resolve);
    });
    if (error) throw refusalOf(error, limit);
    return Buffer.isBuffer(sent.body) ? sent.body : Buffer.alloc(0);
  };
}

/** Whether the body is not compressed and declares a permitted length, as most do. Such a body can only be cut off. */
function isSimple(headers: IncomingHttpHeaders, limit: number): boolean {
  return headers['content-encoding'] === undefined && Number(headers['content-length']) <= limit;
}

/** Reads a simple body without the package, which would take as long as validating the body. */
function readSimple(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    onCutOff(request, reject);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
  });
}

/** Detects a connection that closes before the end of the body, which the package does not report for a compressed body. */
function onCutOff(request: IncomingMessage, refuse: (problem: Problem) => void): void {
  const check = () => {
    if (!request.readableEnded) refuse(unreadable());
  };
  // The connection may have closed while the API key was looked up.
  if (request.destroyed) check();
  request.on('close', check);
}

function refusalOf(error: unknown, limit: number): Problem {
  const { type } = error as { type?: string };
  if (type === 'entity.too.large') {
    return new Problem('payload_too_large', `The body is larger than ${limit / 1024 / 1024} MiB. Send less.`);
  }
  if (type === 'encoding.unsupported') {
    return new Problem(
      'unsupported_media_type',
      'Send the body plain, or as Content-Encoding gzip, deflate or br.',
      {
        param: 'Content-Encoding',
      },
    );
  }
  return unreadable();
}

function unreadable(): Problem {
  return invalidFields({ body: ['could not be read; it was cut off or is not compressed as it says'] });
}
