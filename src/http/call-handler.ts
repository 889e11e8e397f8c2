import type { Request } from 'express';
import type { OperationId } from '../contract/operations.ts';
import type { Answer } from './answer-writer.ts';
import { type Exchange, required } from './exchange.ts';
import type { Handlers } from './handler.ts';
import { partBody, respell } from './request-body.ts';

/** Any handler, seen from the pipeline: the spec has already checked what its type says. */
type AnyHandler = (request: unknown) => Promise<Answer>;

/**
 * Hands a checked request to the handler of its operation.
 *
 * @throws Error at start, when there is not exactly one handler for every operation.
 */
export function callHandler(handlers: Handlers, operationIds: readonly OperationId[]) {
  refuseMismatch(Object.keys(handlers), operationIds);
  return async (exchange: Exchange, request: Request): Promise<Answer> => {
    const { id, body } = required(exchange.operation, 'route');
    const { known, warnings } = body
      ? partBody(body.schema, request.body)
      : { known: undefined, warnings: [] };
    const handle = handlers[id] as unknown as AnyHandler;
    const { caller, params: path, query } = exchange;
    try {
      return await handle({ caller, path, query, body: known, warnings });
    } catch (error) {
      throw body ? respell(error, body.schema) : error;
    }
  };
}

function refuseMismatch(handled: readonly string[], described: readonly string[]): void {
  const missing = described.filter((id) => !handled.includes(id));
  const extra = handled.filter((id) => !described.includes(id));
  if (missing.length === 0 && extra.length === 0) return;
  throw new Error(
    `The handlers do not fit the spec; missing: ${missing.join(', ') || 'none'}; not in the spec: ${extra.join(', ') || 'none'}.`,
  );
}
