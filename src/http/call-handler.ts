import type { Request } from 'express';
import type { OperationId } from '../contract/operations.ts';
import { isKept, type KeptAnswer } from '../domain/claim.ts';
import { type Precondition, parseEntityTags } from '../domain/precondition.ts';
import { Problem } from '../domain/problem.ts';
import type { Write } from '../domain/store.ts';
import { type Exchange, required } from './exchange.ts';
import type { HandlerRequest, Handlers, Rendered, Reply } from './handler.ts';
import { makeId } from './make-id.ts';
import { renderProblem, renderReply } from './render.ts';
import { partBody, respell } from './request-body.ts';

/** Any handler, seen from the pipeline: the spec has already checked what its type says. */
type AnyHandler = (request: unknown) => Promise<Reply<OperationId> | KeptAnswer>;

/**
 * Hands a checked request to the handler of its operation.
 *
 * @throws Error at start, when there is not exactly one handler for every operation.
 */
export function callHandler(handlers: Handlers, operationIds: readonly OperationId[]) {
  refuseMismatch(Object.keys(handlers), operationIds);
  return async (exchange: Exchange, request: Request): Promise<KeptAnswer> => {
    const { id, body } = required(exchange.operation, 'route');
    const { known, warnings } = body
      ? partBody(body.schema, request.body)
      : { known: undefined, warnings: [] };
    const handle = handlers[id] as unknown as AnyHandler;
    const inItsWords = <E>(error: E) => (body ? respell(error, body.schema) : error);
    try {
      const answer = await handle({
        caller: exchange.caller,
        path: exchange.params,
        query: exchange.query,
        body: known,
        warnings,
        preconditions: preconditionsOf(request),
        write: writeFor(exchange, inItsWords),
      });
      return isRendered(answer) ? answer : renderReply(answer);
    } catch (error) {
      throw inItsWords(error);
    }
  };
}

/** In the order in which they are judged (RFC 9110 13.2.2). */
const CONDITIONS = ['If-Match', 'If-None-Match'] as const;

function preconditionsOf(request: Request): Precondition[] {
  return CONDITIONS.flatMap((stated) => {
    const sent = request.header(stated);
    return sent === undefined ? [] : [{ stated, tags: parseEntityTags(sent) }];
  });
}

function writeFor<Op extends OperationId>(
  exchange: Exchange,
  inItsWords: (refusal: Problem) => Problem,
): HandlerRequest<Op>['write'] {
  return <Command, Outcome>(command: Command, answer: (outcome: Outcome) => Reply<Op> | Problem) => {
    const { held, requestId } = exchange;
    const write: Write<Command, Outcome, Rendered<Op>> = {
      tenant: required(exchange.caller, 'authenticate'),
      command,
      origin: { requestId, idempotencyKey: held?.idempotencyKey ?? null, newId: makeId },
      answer: (outcome) => {
        const answered = answer(outcome);
        return answered instanceof Problem ? answered : renderReply(answered);
      },
    };
    if (!held || held.isSettled) return write;
    held.isSettled = true;
    const show = (result: Rendered<Op> | Problem) => {
      if (!(result instanceof Problem)) return result;
      return isKept(result) ? renderProblem(inItsWords(result), requestId) : null;
    };
    return { ...write, keep: { claim: held.claim, show } };
  };
}

function isRendered(answer: Reply<OperationId> | KeptAnswer): answer is KeptAnswer {
  return 'body' in answer && typeof answer.body === 'string';
}

function refuseMismatch(handled: readonly string[], described: readonly string[]): void {
  const missing = described.filter((id) => !handled.includes(id));
  const extra = handled.filter((id) => !described.includes(id));
  if (missing.length === 0 && extra.length === 0) return;
  throw new Error(
    `The handlers do not fit the spec; missing: ${missing.join(', ') || 'none'}; not in the spec: ${extra.join(', ') || 'none'}.`,
  );
}
