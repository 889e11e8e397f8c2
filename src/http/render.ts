import type { OperationId } from '../contract/operations.ts';
import type { KeptAnswer } from '../domain/claim.ts';
import type { Problem } from '../domain/problem.ts';
import { problemAnswer } from './problem-answer.ts';
import type { Rendered, Reply } from './reply.ts';

export function renderReply<Op extends OperationId>(reply: Reply<Op>): Rendered<Op> {
  const {
    status,
    headers = {},
    body,
  } = reply as { status: number; headers?: Record<string, string>; body?: unknown };
  return render(status, headers, body);
}

export function renderProblem(problem: Problem, requestId: string): KeptAnswer {
  const { status, headers, body } = problemAnswer(problem, requestId);
  return render(status, headers, body);
}

function render(status: number, headers: Readonly<Record<string, string>>, body: unknown): KeptAnswer {
  return { status, headers, body: body === undefined ? '' : JSON.stringify(body) };
}
