import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import accepts from 'accepts';
import express, { type Request, type Response } from 'express';
import type { Operation } from '../../contract/operations.ts';
import { invalidFields, Problem } from '../../domain/problem.ts';
import { requireStorable } from '../../domain/storable.ts';
import { BodyMemoryBudget, SMALL_BODY_BYTES } from '../request/body-memory-budget.ts';
import { parseJson } from '../request/json-text.ts';
import { type Middleware, required } from '../run-pipeline.ts';

/** Checks content types and size, and reads the body. The memory for a large body is reserved until the request ends. */
export function readBody(operations: readonly Operation[]): Middleware {
  const readers = new Map(
    operations.flatMap(({ id, body }) => (body ? [[id, bytesReader(body.limit.bytes)] as const] : [])),
  );
  const memory = new BodyMemoryBudget();
  return async function readBody(context, next) {
    const { request, serverResponse, caller } = context;
    const { id, body } = required(context.operation, 'route');
    const { accept = '*/*', 'content-type': type = '' } = request.headers;
    if (accept !== '*/*' && !accepts(request).types('application/json')) throw notAcceptable();
    const read = readers.get(id);
    if (!body || !read) return next();
    const size = maxBytes(request.headers, body.limit.bytes);
    const release = caller && size > SMALL_BODY_BYTES ? memory.reserve(caller.id, size) : undefined;
    try {
      const bytes = await read(request, serverResponse);
      if (bytes.length === 0) throw invalidFields({ body: ['is required; send a JSON object'] });
      if (type !== body.mediaType) refuseOtherTypes(type, body.mediaType);
      const storable = requireStorable(parseJson(bytes, body.limit), body.failsAlone);
      context.requestBody = { ...storable, bytes: bytes.length };
      return await next();
    } finally {
      release?.();
    }
  };
}

/** The largest length that a body can have, in bytes; the limit if it is compressed or does not declare a length. */
function maxBytes(headers: IncomingHttpHeaders, limit: number): number {
  const { 'content-length': length, 'content-encoding': coding } = headers;
  return coding === undefined && length !== undefined ? Math.min(Number(length), limit) : limit;
}

function refuseOtherTypes(sent: string, mediaType: string): void {
  const [type = '', ...parameters] = sent.toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith('charset='));
  const isUtf8 = !charset || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() === mediaType && isUtf8) return;
  throw new Problem('unsupported_media_type', `Send the body as Content-Type: ${mediaType}.`, {
    param: 'Content-Type',
  });
}

function notAcceptable(): Problem {
  return new Problem(
    'not_acceptable',
    'Responses are application/json. Allow it in Accept, or leave the header out.',
    {
      param: 'Accept',
    },
  );
}

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
