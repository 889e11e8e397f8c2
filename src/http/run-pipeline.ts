import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import type { Idempotency } from './middleware/idempotency.ts';
import { readHeader } from './request/header.ts';
import type { Middleware, RequestContext } from './request/request-context.ts';
import { requestIdOf } from './request/request-id.ts';
import type { ResponseWriter } from './response/response-writer.ts';
import { type AccessLogEntry, createAccessLogEntry } from './telemetry/access-log-entry.ts';
import type { Tracing } from './telemetry/tracing.ts';

/** Hears of an exchange that is over; what is not in the summary may be personal data. */
export type EndListener = (entry: AccessLogEntry, context: RequestContext) => void;

export interface PipelineRunOptions {
  readonly middlewares: readonly Middleware[];
  readonly handle: (context: RequestContext, request: IncomingMessage) => Promise<SerializedResponse>;
  /** Where one of the steps holds the key. */
  readonly idempotency?: Idempotency | undefined;
  readonly writer: ResponseWriter;
  /** Hears of every exchange once it is answered and the answer has left, or its client has gone. */
  readonly onEnd: EndListener;
  /** Follows every request, where somebody watches. */
  readonly tracing?: Tracing | undefined;
}

/** Runs one request through the steps, in order, to one answer. */
export type RunPipeline = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createPipelineRunner({
  middlewares,
  handle,
  idempotency,
  writer,
  onEnd,
  tracing,
}: PipelineRunOptions): RunPipeline {
  const refuse = async (context: RequestContext, response: ServerResponse, error: unknown) => {
    try {
      const before = await idempotency?.resolve(context, error);
      if (before) writer.write(context, response, before);
      else writer.writeError(context, response, error);
    } catch (failure) {
      // It comes before the refusal, since the key would promise too much.
      writer.writeError(context, response, failure);
    }
  };
  return async (request, response) => {
    const requestId = requestIdOf(request.headers);
    const context: RequestContext = {
      requestId,
      startedAt: performance.now(),
      headers: { 'X-Request-Id': requestId },
    };
    const trace = tracing?.begin(readHeader(request.headers, 'traceparent'));
    // A client may go before its request is answered, and what became of that is told all the same.
    let isHalfOver = false;
    const end = () => {
      if (!isHalfOver) {
        isHalfOver = true;
        return;
      }
      const entry = createAccessLogEntry(context, request, response);
      trace?.end(entry);
      onEnd(entry, context);
    };
    response.on('close', end);
    try {
      for (const middleware of middlewares) {
        const waiting =
          trace && middleware.name !== ''
            ? trace.during(middleware.name, () => middleware(context, request, response))
            : middleware(context, request, response);
        if (waiting) await waiting;
      }
      const answered = await (trace
        ? trace.during('handle', () => handle(context, request))
        : handle(context, request));
      writer.write(context, response, answered);
    } catch (error) {
      await refuse(context, response, error);
    } finally {
      idempotency?.release(context);
      context.release?.();
      end();
    }
  };
}
