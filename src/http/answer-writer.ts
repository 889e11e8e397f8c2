import type { Response } from 'express';
import type { AnswerJudge, Violation } from '../contract/judge/judge-answer.ts';
import type { KeptAnswer } from '../domain/claim.ts';
import { internalError, Problem } from '../domain/problem.ts';
import type { Exchange } from './exchange.ts';
import { renderProblem } from './render.ts';

export interface AnswerWriterOptions {
  /** Present when every answer is to be held against the spec. */
  readonly judge?: AnswerJudge | undefined;
  readonly onViolation: (exchange: Exchange, violations: readonly Violation[]) => void;
}

/** The one place from which answers leave. */
export class AnswerWriter {
  readonly #judge: AnswerJudge | undefined;
  readonly #onViolation: AnswerWriterOptions['onViolation'];

  constructor({ judge, onViolation }: AnswerWriterOptions) {
    this.#judge = judge;
    this.#onViolation = onViolation;
  }

  /** An answer that breaks the spec becomes a 500 where answers are judged. */
  write(exchange: Exchange, response: Response, answer: KeptAnswer): void {
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    if (answer === exchange.replay) response.setHeader('Idempotency-Replayed', 'true');
    if (answer.body.length > 0) response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Cache-Control', 'private, no-cache');
    const violations = this.#violations(exchange, response, answer);
    if (violations.length > 0) {
      this.#onViolation(exchange, violations);
      send(response, renderProblem(internalError(), exchange.requestId));
    } else send(response, answer);
  }

  /** Anything thrown, as a refusal. What is not a Problem is our fault, and only the log hears of it. */
  writeError(exchange: Exchange, response: Response, error: unknown): void {
    const problem = error instanceof Problem ? error : internalError();
    if (problem !== error || problem.cause) exchange.fault = problem.cause ?? error;
    this.write(exchange, response, renderProblem(problem, exchange.requestId));
  }

  #violations(exchange: Exchange, response: Response, { status, body }: KeptAnswer): Violation[] {
    if (!this.#judge) return [];
    const headers = response.getHeaders() as Record<string, string>;
    return this.#judge.judge(exchange.operation, { status, headers, body: Buffer.from(body).toString() });
  }
}

function send(response: Response, { status, body }: KeptAnswer): void {
  response.statusCode = status;
  // A 304 tells no length of its own (RFC 9110 8.6).
  if (status !== 304) response.setHeader('Content-Length', body.length);
  response.end(body);
}
