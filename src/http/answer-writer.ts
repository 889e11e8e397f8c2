import type { Response } from 'express';
import type { AnswerJudge, Violation } from '../contract/judge/judge-answer.ts';
import { Problem } from '../domain/problem.ts';
import type { Exchange } from './exchange.ts';
import { problemAnswer } from './problem-answer.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

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
  write(exchange: Exchange, response: Response, answer: Answer): void {
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Cache-Control', 'private, no-cache');
    const body = JSON.stringify(answer.body);
    const violations = this.#violations(exchange, response, answer.status, body);
    if (violations.length > 0) {
      this.#onViolation(exchange, violations);
      this.#send(response, 500, JSON.stringify(problemAnswer(internalError(), exchange.requestId).body));
    } else this.#send(response, answer.status, body);
  }

  /** Anything thrown, as a refusal. What is not a Problem is our fault, and only the log hears of it. */
  writeError(exchange: Exchange, response: Response, error: unknown): void {
    const problem = error instanceof Problem ? error : internalError();
    if (problem !== error || problem.cause) exchange.fault = problem.cause ?? error;
    this.write(exchange, response, problemAnswer(problem, exchange.requestId));
  }

  #violations(exchange: Exchange, response: Response, status: number, body: string): Violation[] {
    if (!this.#judge) return [];
    const headers = response.getHeaders() as Record<string, string>;
    return this.#judge.judge(exchange.operation, { status, headers, body });
  }

  #send(response: Response, status: number, body: string): void {
    response.statusCode = status;
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
  }
}

function internalError(): Problem {
  return new Problem('internal_error', 'Something went wrong here. Quote the request id when you report it.');
}
