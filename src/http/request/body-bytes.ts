import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';
import { invalidFields, Problem } from '../../domain/problem.ts';

/**
 * Reads the bytes of a body, unpacked; none where there is none.
 *
 * @throws Problem payload_too_large, unsupported_media_type for an unknown Content-Encoding, or invalid_request for a body
 *   that was cut off or is not compressed as it says.
 */
export type ReadBytes = (request: IncomingMessage, response: ServerResponse) => Promise<Buffer>;

/** @param limit in bytes, of what it is when unpacked. */
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

/** Most bodies come as they are and say how long: then all that can happen is that one is cut off. */
function isSimple(headers: IncomingHttpHeaders, limit: number): boolean {
  return headers['content-encoding'] === undefined && Number(headers['content-length']) <= limit;
}

/** What the package does for every other body takes it as long as to judge one. */
function readSimple(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    onCutOff(request, reject);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
  });
}

/** Hears when the client goes before all has come, of which the package tells nobody who unpacks a body. */
function onCutOff(request: IncomingMessage, refuse: (problem: Problem) => void): void {
  const judge = () => {
    if (!request.readableEnded) refuse(unreadable());
  };
  // It may have gone while its key was looked up.
  if (request.destroyed) judge();
  request.on('close', judge);
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
