import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';
import type { Operation } from '../../contract/operations.ts';
import { invalidFields, Problem } from '../../domain/problem.ts';
import { requireStorable } from '../../domain/storable.ts';
import { BodyMemoryBudget, SMALL_BODY_BYTES } from '../request/body-memory-budget.ts';
import { requireAcceptsJson, requireJsonBody } from '../request/content-types.ts';
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
    requireAcceptsJson(request.headers);
    const read = readers.get(id);
    if (!body || !read) return next();
    refuseByHeaders(request.headers, body);
    const size = maxBytes(request.headers, body.limit.bytes);
    const release = caller && size > SMALL_BODY_BYTES ? memory.reserve(caller.id, size) : undefined;
    try {
      const bytes = await read(request, serverResponse);
      if (bytes.length === 0) throw invalidFields({ body: ['is required; send a JSON object'] });
      const storable = requireStorable(parseJson(bytes, body.limit), body.failsAlone);
      context.requestBody = { ...storable, bytes: bytes.length };
      return await next();
    } finally {
      release?.();
    }
  };
}

/** Refuses a body that its headers alone make unusable, before the client sends it. A request without a body has no type. */
function refuseByHeaders(headers: IncomingHttpHeaders, body: NonNullable<Operation['body']>): void {
  const { 'content-length': length, 'content-encoding': coding } = headers;
  if (length === undefined ? headers['transfer-encoding'] === undefined : Number(length) === 0) return;
  if (coding === undefined && Number(length) > body.limit.bytes) throw tooLarge(body.limit.bytes);
  requireJsonBody(headers, body.mediaType);
}

/** The largest length that a body can have, in bytes; the limit if it is compressed or does not declare a length. */
function maxBytes(headers: IncomingHttpHeaders, limit: number): number {
  const { 'content-length': length, 'content-encoding': coding } = headers;
  return coding === undefined && length !== undefined ? Math.min(Number(length), limit) : limit;
}

/**
 * Reads and decompresses the bytes of a body. Returns an empty buffer if there is no body.
 *
 * @throws Problem payload_too_large, or invalid_request for a body that is incomplete or not compressed as its
 *   Content-Encoding says.
 */
export type ReadBytes = (request: IncomingMessage, response: ServerResponse) => Promise<Buffer>;

/** @param limit the largest size of the decompressed body, in bytes. */
export function bytesReader(limit: number): ReadBytes {
  const readAny = express.raw({ type: () => true, limit });
  return async (request, response) => {
    if (isSimple(request.headers, limit)) return readSimple(request);
    const sent = request as Request;
    // The package knows the coding by its current name only (RFC 9110 8.4.1.3).
    if (/^x-gzip$/i.test(sent.headers['content-encoding'] ?? '')) sent.headers['content-encoding'] = 'gzip';
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
  return type === 'entity.too.large' ? tooLarge(limit) : unreadable();
}

function tooLarge(limit: number): Problem {
  return new Problem('payload_too_large', `The body is larger than ${limit / 1024 / 1024} MiB. Send less.`);
}

function unreadable(): Problem {
  return invalidFields({ body: ['could not be read; it was cut off or is not compressed as it says'] });
}
