import type { IncomingHttpHeaders } from 'node:http';
import { shortenLists } from '../../contract/lists.ts';
import type { Operation } from '../../contract/operations.ts';
import { invalidFields, Problem } from '../../domain/problem.ts';
import { requireStorable } from '../../domain/storable.ts';
import type { MemoryBudget, Reservation } from '../limits/memory-budget.ts';
import { WorkTurns } from '../limits/work-turns.ts';
import { requireAcceptsJson, requireJsonBody } from '../request/content-types.ts';
import { parseJson } from '../request/json-text.ts';
import {
  bytesReader,
  declaredLength,
  type ReadBytes,
  type ReserveBytes,
  tooLarge,
} from '../request/read-bytes.ts';
import type { RequestContext } from '../request/request-context.ts';
import { type Middleware, type Next, required } from '../run-pipeline.ts';

/**
 * The size above which the parsing of a body has a turn of the event loop of its own, and so have the steps after it.
 * Bytes; a body of this size takes a few milliseconds.
 */
const LARGE_BODY_BYTES = 256 * 1024;

/**
 * Checks content types and size, and reads the body.
 *
 * @param memory of the bodies; the memory of a body is reserved until its request ends. Default: no limit.
 */
export function readBody(operations: readonly Operation[], memory?: MemoryBudget): Middleware {
  const readers = new Map(
    operations.flatMap(({ id, body }) => (body ? [[id, bytesReader(body.limit.bytes)] as const] : [])),
  );
  const turns = new WorkTurns();
  const readThis = async (context: RequestContext, { body, read }: BodyToRead, next: Next) => {
    const { request, caller } = context;
    refuseByHeaders(request.headers, body);
    const declared = declaredLength(request.headers);
    const reserved = memory && caller ? reserveBody(memory, caller.id, declared ?? 0) : undefined;
    try {
      const bytes = await read(request, declared === undefined ? reserved?.grow : undefined);
      if (bytes.length === 0) throw invalidFields({ body: ['is required; send a JSON object'] });
      const isLarge = bytes.length > LARGE_BODY_BYTES;
      if (isLarge) await turns.next();
      const value = parseJson(bytes, body.limit);
      shortenLists(value, body.maxItems);
      if (isLarge) await turns.next();
      const storable = requireStorable(value, body.failsAlone);
      context.requestBody = { ...storable, bytes: bytes.length };
      return await next();
    } finally {
      reserved?.release();
    }
  };
  return function readBody(context, next) {
    const { id, body } = required(context.operation, 'route');
    requireAcceptsJson(context.request.headers);
    const read = readers.get(id);
    return body && read ? readThis(context, { body, read }, next) : next();
  };
}

interface BodyToRead {
  readonly body: NonNullable<Operation['body']>;
  readonly read: ReadBytes;
}

interface ReservedBody extends Pick<Reservation, 'release'> {
  readonly grow: ReserveBytes;
}

/** Reserves the declared length of a body, or the bytes of another body as they arrive. @throws Problem unavailable. */
function reserveBody(memory: MemoryBudget, keyId: string, declared: number): ReservedBody {
  const reservation = memory.reserve(keyId, declared);
  if (!reservation) throw tooManyBodies();
  return {
    release: reservation.release,
    grow: (bytes) => {
      if (!reservation.grow(bytes)) throw tooManyBodies();
    },
  };
}

/** Refuses a body that its headers alone make unusable, before the client sends it. A request without a body has no type. */
function refuseByHeaders(headers: IncomingHttpHeaders, body: NonNullable<Operation['body']>): void {
  const { 'content-length': length, 'content-encoding': coding } = headers;
  if (length === undefined ? headers['transfer-encoding'] === undefined : Number(length) === 0) return;
  if (coding === undefined && Number(length) > body.limit.bytes) throw tooLarge(body.limit.bytes);
  requireJsonBody(headers, body.mediaType);
}

function tooManyBodies(): Problem {
  return new Problem(
    'unavailable',
    'The bodies that are being sent at once take too much memory. Send fewer at a time, and send this request again.',
  );
}
