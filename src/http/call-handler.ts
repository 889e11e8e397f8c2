import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { renameFields, splitUnknownFields } from '../contract/field-names.ts';
import type { OperationId } from '../contract/operations.ts';
import { type Precondition, parseEntityTags } from '../domain/precondition.ts';
import { type HandlerResponse, serializeResponse, type WrittenResponse } from '../writes/responses.ts';
import type { ExecuteWrite } from '../writes/write-request.ts';
import type { HandlerRequest, Handlers } from './handler.ts';
import type { RequestContext } from './request/request-context.ts';
import { readHeader } from './request/request-head.ts';
import { type Handle, required } from './run-pipeline.ts';

/** Any handler, as the pipeline calls it: the validator has already checked what the type of the handler requires. */
type AnyHandler = (request: unknown) => Promise<HandlerResponse<OperationId> | WrittenResponse>;

export interface CallHandlerOptions {
  readonly handlers: Handlers;
  readonly operationIds: readonly OperationId[];
  readonly executeWrite: ExecuteWrite;
}

/**
 * Passes a validated request to the handler of its operation.
 *
 * @throws Error at the start, if an operation lacks a handler or a handler lacks an operation.
 */
export function callHandler({ handlers, operationIds, executeWrite }: CallHandlerOptions): Handle {
  refuseMismatch(Object.keys(handlers), operationIds);
  return async (context) => {
    const { id, body } = required(context.operation, 'route');
    const { known, warnings } = body
      ? splitUnknownFields(body.schema, context.requestBody?.value)
      : { known: undefined, warnings: [] };
    const handle = handlers[id] as unknown as AnyHandler;
    try {
      const response = await handle({
        caller: context.caller,
        path: context.params,
        query: context.query,
        body: known,
        warnings,
        itemErrors: context.requestBody?.itemErrors,
        preconditions: preconditionsOf(context.request),
        isAwaited: () => isClientThere(context.request.socket),
        write: writeFor(context, executeWrite),
      });
      return 'serialized' in response ? response.serialized : serializeResponse(response);
    } catch (error) {
      throw body ? renameFields(error, body.schema) : error;
    }
  };
}

/** In the order in which they are evaluated (RFC 9110 13.2.2). */
const CONDITIONS = ['If-Match', 'If-None-Match'] as const;

function preconditionsOf(request: IncomingMessage): Precondition[] {
  return CONDITIONS.flatMap((stated) => {
    const sent = readHeader(request.headers, stated.toLowerCase());
    return sent === undefined ? [] : [{ stated, tags: parseEntityTags(sent) }];
  });
}

/** A client that disconnects looks like one that ends its side, until the server sends something. */
function isClientThere({ destroyed, readableEnded }: Socket): boolean {
  return !destroyed && !readableEnded;
}

function writeFor(context: RequestContext, executeWrite: ExecuteWrite): HandlerRequest<OperationId>['write'] {
  return async (type, command, warnings, itemWarnings) => {
    const { idempotencyLock: lock, requestId } = context;
    const { merchantId, mode } = required(context.caller, 'authenticate');
    if (lock) lock.isHandled = true;
    const serialized = await executeWrite({
      type,
      tenant: { merchantId, mode },
      command,
      warnings,
      ...(itemWarnings && { itemWarnings }),
      requestId,
      idempotencyKey: lock?.idempotencyKey ?? null,
      idempotency: lock?.idempotency ?? null,
      isStored: lock?.isStored ?? false,
    });
    return { serialized };
  };
}

function refuseMismatch(handled: readonly string[], described: readonly string[]): void {
  const missing = described.filter((id) => !handled.includes(id));
  const extra = handled.filter((id) => !described.includes(id));
  if (missing.length === 0 && extra.length === 0) return;
  throw new Error(
    `The handlers do not match the spec; missing: ${missing.join(', ') || 'none'}; not in the spec: ${extra.join(', ') || 'none'}.`,
  );
}
