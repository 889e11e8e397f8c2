import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KeptAnswer } from '../domain/claim.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { Exchange, Step } from './exchange.ts';
import { readHeader } from './header.ts';
import type { Idempotency } from './middleware/idempotency.ts';
import { requestIdOf } from './request-id.ts';
import { type Summary, summarise } from './summary.ts';
import type { Tracing } from './tracing.ts';

/** Hears of an exchange that is over; what is not in the summary may be personal data. */
export type EndListener = (summary: Summary, exchange: Exchange) => void;

export interface Pipeline {
  readonly steps: readonly Step[];
  readonly handle: (exchange: Exchange, request: IncomingMessage) => Promise<KeptAnswer>;
  /** Where one of the steps holds the key. */
  readonly idempotency?: Idempotency | undefined;
  readonly writer: AnswerWriter;
  /** Hears of every exchange once it is answered and the answer has left, or its client has gone. */
  readonly onEnd: EndListener;
  /** Follows every request, where somebody watches. */
  readonly tracing?: Tracing | undefined;
}

/** Runs one request through the steps, in order, to one answer. */
export type RunExchange = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function pipeline({ steps, handle, idempotency, writer, onEnd, tracing }: Pipeline): RunExchange {
  const refuse = async (exchange: Exchange, response: ServerResponse, error: unknown) => {
    try {
      const before = await idempotency?.settle(exchange, error);
      if (before) writer.write(exchange, response, before);
      else writer.writeError(exchange, response, error);
    } catch (failure) {
      // It comes before the refusal, since the key would promise too much.
      writer.writeError(exchange, response, failure);
    }
  };
  return async (request, response) => {
    const requestId = requestIdOf(request.headers);
    const exchange: Exchange = {
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
      const summary = summarise(exchange, request, response);
      trace?.end(summary);
      onEnd(summary, exchange);
    };
    response.on('close', end);
    try {
      for (const step of steps) {
        const waiting =
          trace && step.name !== ''
            ? trace.during(step.name, () => step(exchange, request, response))
            : step(exchange, request, response);
        if (waiting) await waiting;
      }
      const answered = await (trace
        ? trace.during('handle', () => handle(exchange, request))
        : handle(exchange, request));
      writer.write(exchange, response, answered);
    } catch (error) {
      await refuse(exchange, response, error);
    } finally {
      idempotency?.release(exchange);
      exchange.giveBack?.();
      end();
    }
  };
}
