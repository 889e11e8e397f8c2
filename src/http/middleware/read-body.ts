import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Operation } from '../../contract/operations.ts';
import { invalidFields, Problem } from '../../domain/problem.ts';
import { required, type Step } from '../exchange.ts';
import { parseJson } from '../json-text.ts';

/** Judges content types and size, and reads the body. */
export function readBody(operations: readonly Operation[]): Step {
  const readers = new Map(
    operations.flatMap(({ id, body }) =>
      body ? [[id, express.raw({ type: () => true, limit: body.limit.bytes })] as const] : [],
    ),
  );
  return async function readBody(exchange, request, response) {
    const { id, body } = required(exchange.operation, 'route');
    if (!request.accepts('application/json')) throw notAcceptable();
    const read = readers.get(id);
    if (!body || !read) return;
    const bytes = await readBytes(read, request, response, body.limit.bytes);
    if (bytes.length === 0) throw invalidFields({ body: ['is required; send a JSON object'] });
    refuseOtherTypes(request, body.mediaType);
    request.body = parseJson(bytes, body.limit.levels);
    exchange.sent = { value: request.body, bytes: bytes.length };
  };
}

async function readBytes(
  read: RequestHandler,
  request: Request,
  response: Response,
  limit: number,
): Promise<Buffer> {
  const error = await new Promise<unknown>((resolve) => read(request, response, resolve));
  if (!error) return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const { type } = error as { type?: string };
  if (type === 'entity.too.large') {
    throw new Problem('payload_too_large', `The body is larger than ${limit / 1024 / 1024} MiB. Send less.`);
  }
  if (type === 'encoding.unsupported') {
    throw new Problem(
      'unsupported_media_type',
      'Send the body plain, or as Content-Encoding gzip, deflate or br.',
      {
        param: 'Content-Encoding',
      },
    );
  }
  throw invalidFields({ body: ['could not be read; it was cut off or is not compressed as it says'] });
}

function refuseOtherTypes(request: Request, mediaType: string): void {
  const [type = '', ...parameters] = (request.header('content-type') ?? '').toLowerCase().split(';');
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
    'Answers are application/json. Allow it in Accept, or leave the header out.',
    {
      param: 'Accept',
    },
  );
}
