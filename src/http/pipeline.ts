import type { Request, RequestHandler } from 'express';
import { isKept, type KeptAnswer } from '../domain/claim.ts';
import { Problem } from '../domain/problem.ts';
import type { AnswerStore } from '../domain/store.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { type Exchange, required, type Step } from './exchange.ts';
import { renderProblem } from './render.ts';
import { requestIdOf } from './request-id.ts';
import { type Summary, summarise } from './summary.ts';

export interface Pipeline {
  readonly steps: readonly Step[];
  readonly handle: (exchange: Exchange, request: Request) => Promise<KeptAnswer>;
  readonly answers: AnswerStore;
  readonly writer: AnswerWriter;
  /** Hears of every exchange once its answer has left or its client has gone. */
  readonly onEnd: (summary: Summary) => void;
}

/** Runs one request through the steps, in order, to one answer. */
export function pipeline({ steps, handle, answers, writer, onEnd }: Pipeline): RequestHandler {
  return async (request, response) => {
    const exchange: Exchange = { requestId: requestIdOf(request.headers), startedAt: performance.now() };
    response.setHeader('X-Request-Id', exchange.requestId);
    response.once('close', () => onEnd(summarise(exchange, request, response)));
    try {
      for (const step of steps) {
        const waiting = step(exchange, request, response);
        if (waiting) await waiting;
        if (exchange.replay) break;
      }
      writer.write(exchange, response, exchange.replay ?? (await handle(exchange, request)));
    } catch (error) {
      writer.writeError(exchange, response, await keepRefusal(answers, exchange, error));
    } finally {
      if (exchange.held) answers.release(exchange.held.claim);
    }
  };
}

/**
 * Keeps a lasting refusal under the request's Idempotency-Key, unless the write that refused has done so.
 *
 * @returns the error to answer with: what went wrong while keeping comes first, because the key promises too much then.
 */
async function keepRefusal(answers: AnswerStore, exchange: Exchange, error: unknown): Promise<unknown> {
  const { held, requestId } = exchange;
  if (!held || held.isSettled || !(error instanceof Problem) || !isKept(error)) return error;
  try {
    const caller = required(exchange.caller, 'authenticate');
    await answers.keep(caller, held.claim, renderProblem(error, requestId));
    return error;
  } catch (failure) {
    return failure;
  }
}
