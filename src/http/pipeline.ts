import type { Request, RequestHandler } from 'express';
import type { KeptAnswer } from '../domain/claim.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { Exchange, Step } from './exchange.ts';
import type { Idempotency } from './middleware/idempotency.ts';
import { requestIdOf } from './request-id.ts';
import { type Summary, summarise } from './summary.ts';

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
}

/** Runs one request through the steps, in order, to one answer. */
export function pipeline({ steps, handle, idempotency, writer, onEnd }: Pipeline): RequestHandler {
  return async (request, response) => {
    const exchange: Exchange = { requestId: requestIdOf(request.headers), startedAt: performance.now() };
    response.setHeader('X-Request-Id', exchange.requestId);
    response.once('close', () => onEnd(summarise(exchange, request, response), exchange));
    try {
      for (const step of steps) {
        const waiting = step(exchange, request, response);
        if (waiting) await waiting;
        if (exchange.replay) break;
      }
      writer.write(exchange, response, exchange.replay ?? (await handle(exchange, request)));
    } catch (error) {
      const answered = idempotency ? await idempotency.keepRefusal(exchange, error) : error;
      writer.writeError(exchange, response, answered);
    } finally {
      idempotency?.release(exchange);
    }
  };
}
