import type { Request, RequestHandler } from 'express';
import type { KeptAnswer } from '../domain/claim.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { Exchange, Step } from './exchange.ts';
import type { Idempotency } from './middleware/idempotency.ts';
import { requestIdOf } from './request-id.ts';
import { type Summary, summarise } from './summary.ts';
import type { Tracing } from './tracing.ts';

/** Hears of an exchange that is over; what is not in the summary may be personal data. */
export type EndListener = (summary: Summary, exchange: Exchange) => void;

export interface Pipeline {
  readonly steps: readonly Step[];
  readonly handle: (exchange: Exchange, request: Request) => Promise<KeptAnswer>;
  /** Where one of the steps recalls. */
  readonly idempotency?: Idempotency | undefined;
  readonly writer: AnswerWriter;
  /** Hears of every exchange once its answer has left or its client has gone. */
  readonly onEnd: EndListener;
  /** Follows every request, where somebody watches. */
  readonly tracing?: Tracing | undefined;
}

/** Runs one request through the steps, in order, to one answer. */
export function pipeline({ steps, handle, idempotency, writer, onEnd, tracing }: Pipeline): RequestHandler {
  return async (request, response) => {
    const exchange: Exchange = { requestId: requestIdOf(request.headers), startedAt: performance.now() };
    response.setHeader('X-Request-Id', exchange.requestId);
    const trace = tracing?.begin(request.header('traceparent'));
    response.once('close', () => {
      const summary = summarise(exchange, request, response);
      trace?.end(summary);
      onEnd(summary, exchange);
    });
    try {
      for (const step of steps) {
        const take = () => step(exchange, request, response);
        const waiting = trace && step.name !== '' ? trace.during(step.name, take) : take();
        if (waiting) await waiting;
        if (exchange.replay) break;
      }
      const answer = () => handle(exchange, request);
      const answered = exchange.replay ?? (await (trace ? trace.during('handle', answer) : answer()));
      writer.write(exchange, response, answered);
    } catch (error) {
      const answered = idempotency ? await idempotency.keepRefusal(exchange, error) : error;
      writer.writeError(exchange, response, answered);
    } finally {
      idempotency?.release(exchange);
    }
  };
}
