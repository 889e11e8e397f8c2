import type { IncomingHttpHeaders } from 'node:http';
import accepts from 'accepts';
import type { Operation } from '../../contract/operations.ts';
import { invalidFields, Problem } from '../../domain/problem.ts';
import { requireStorable } from '../../domain/storable.ts';
import { bytesReader } from '../request/body-bytes.ts';
import { BodyMemoryBudget } from '../request/body-memory-budget.ts';
import { parseJson } from '../request/json-text.ts';
import { type Middleware, required } from '../request/request-context.ts';

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
    const release = caller && memory.reserve(caller.id, maxBytes(request.headers, body.limit.bytes));
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
