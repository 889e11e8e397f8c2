import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import type { Pipeline } from './pipelines.ts';
import type { Handle, Middleware, RequestContext } from './request/request-context.ts';
import { readHeader, requestIdOf } from './request/request-head.ts';
import type { ResponseWriter } from './response/response-writer.ts';
import { type AccessLogEntry, createAccessLogEntry } from './telemetry/access-log-entry.ts';
import type { Tracing } from './telemetry/tracing.ts';

/** Receives each request that has ended. Everything that is not in the entry may be personal data. */
export type EndListener = (entry: AccessLogEntry, context: RequestContext) => void;

export interface PipelineRunOptions extends Pipeline {
  readonly writer: ResponseWriter;
  /** Called for each request after its response has been sent or its connection has closed. */
  readonly onEnd: EndListener;
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
      const entry = createAccessLogEntry(context);
      trace?.end(entry);
      onEnd(entry, context);
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
function compose(middlewares: readonly Middleware[], handle: Handle): Handle {
  return middlewares.reduceRight<Handle>(
    (inner, middleware) => (context) =>
      context.startPart && middleware.name !== ''
        ? runTraced(context.startPart(middleware.name), (end) =>
            middleware(context, () => {
              end();
              return inner(context);
            }),
          )
        : middleware(context, () => inner(context)),
    (context) =>
      context.startPart ? runTraced(context.startPart('handle'), () => handle(context)) : handle(context),
  );
}

/** Runs one part of a traced request. The part ends when `run` calls `end`, or else when `run` settles. */
async function runTraced(
  end: () => void,
  run: (end: () => void) => Promise<SerializedResponse>,
): Promise<SerializedResponse> {
  try {
    return await run(end);
  } finally {
    end();
  }
}
