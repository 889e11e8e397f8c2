import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OutgoingResponse } from '../writes/responses.ts';
import type { AccessLogEntry, RequestContext } from './request/request-context.ts';
import { readHeader, requestIdOf } from './request/request-head.ts';
import type { ResponseWriter } from './response/response-writer.ts';
import type { Tracing } from './telemetry/tracing.ts';

/** Runs the rest of the pipeline. */
export type Next = () => Promise<OutgoingResponse>;

/** Returns the response to a request. @throws Problem, at once or by rejecting. */
export type Handle = (context: RequestContext) => Promise<OutgoingResponse>;

/**
 * One step of the pipeline. It returns the response of `next`, or throws a Problem, at once or by rejecting. A middleware
 * that acquires a resource releases it in its own `finally`; one that only checks need not be async. A trace shows each
 * middleware that is a named function.
 */
export type Middleware = (context: RequestContext, next: Next) => Promise<OutgoingResponse>;

/** A step for some operations only. It comes after `route`, which sets the operation. */
export interface PartialStep {
  /** Reads are the operations without a body, writes those with one. */
  readonly only: 'reads' | 'writes';
  readonly run: Middleware;
}

/** The path of a request: the middleware in order, each around those after it, and the handler within all of them. */
export interface Pipeline {
  readonly middlewares: readonly (Middleware | PartialStep)[];
  readonly handle: Handle;
}

/** Receives each request that has ended. Everything that is not in the entry may be personal data. */
export type EndListener = (entry: AccessLogEntry, context: RequestContext) => void;

export interface PipelineRunOptions extends Pipeline {
  readonly writer: ResponseWriter;
  /** Called in order for each request, after its response has been sent or its connection has closed. */
  readonly onEnd: readonly EndListener[];
  readonly tracing?: Tracing | undefined;
}

/** Runs one request through the middleware and writes its response. */
export type RunPipeline = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createPipelineRunner({
  middlewares,
  handle,
  writer,
  onEnd,
  tracing,
}: PipelineRunOptions): RunPipeline {
  const respond = compose(middlewares, handle);
  return async (request, response) => {
    const requestId = requestIdOf(request.headers);
    const trace = tracing?.begin(readHeader(request.headers, 'traceparent'));
    const context: RequestContext = {
      request,
      serverResponse: response,
      requestId,
      startedAt: performance.now(),
      headers: { 'X-Request-Id': requestId },
      startPart: trace?.startPart,
    };
    // The connection may close before the response is ready. The second of the two events ends the request.
    let isHalfOver = false;
    const end = () => {
      if (!isHalfOver) {
        isHalfOver = true;
        return;
      }
      context.releaseResponse?.();
      const entry = createAccessLogEntry(context);
      trace?.end(entry);
      for (const listener of onEnd) listener(entry, context);
    };
    response.on('close', end);
    try {
      writer.write(context, await respond(context));
    } catch (error) {
      writer.writeError(context, error);
    } finally {
      end();
    }
  };
}

/** Nests the middleware in order, so that each one contains all later ones; the handler is the innermost. */
function compose(middlewares: Pipeline['middlewares'], handle: Handle): Handle {
  return middlewares.reduceRight<Handle>(
    (inner, step) => {
      if (typeof step === 'function') return around(step, inner);
      const run = around(step.run, inner);
      const isForWrites = step.only === 'writes';
      return (context) =>
        (required(context.operation, 'route').body !== undefined) === isForWrites
          ? run(context)
          : inner(context);
    },
    (context) =>
      context.startPart ? runTraced(context.startPart('handle'), () => handle(context)) : handle(context),
  );
}

function around(middleware: Middleware, inner: Handle): Handle {
  return (context) =>
    context.startPart && middleware.name !== ''
      ? runTraced(context.startPart(middleware.name), (end) =>
          middleware(context, () => {
            end();
            return inner(context);
          }),
        )
      : middleware(context, () => inner(context));
}

/** Runs one part of a traced request. The part ends when `run` calls `end`, or else when `run` settles. */
async function runTraced(
  end: () => void,
  run: (end: () => void) => Promise<OutgoingResponse>,
): Promise<OutgoingResponse> {
  try {
    return await run(end);
  } finally {
    end();
  }
}

/** Summarises a request that has ended. */
function createAccessLogEntry(context: RequestContext): AccessLogEntry {
  const { request, serverResponse } = context;
  return {
    requestId: context.requestId,
    method: request.method ?? '',
    route: context.operation?.path,
    operation: context.operation?.id,
    key: context.caller?.id,
    status: serverResponse.statusCode,
    outcome: context.response?.headers['Upsert-Outcome'],
    isReplay: context.response?.isReplay === true,
    milliseconds: Math.round((performance.now() - context.startedAt) * 100) / 100,
    aborted: !serverResponse.writableFinished,
    error: context.error,
  };
}

/** Returns what an earlier middleware has set. @throws Error if the middleware are in the wrong order. */
export function required<T>(value: T | undefined, middleware: string): T {
  if (value === undefined) throw new Error(`The pipeline is out of order: ${middleware} must come earlier.`);
  return value;
}
