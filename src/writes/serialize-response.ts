import type { OperationId } from '../contract/operations.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import type { Problem } from '../domain/problem.ts';
import type { HandlerResponse, SerializedResponseOf } from './handler-response.ts';
import { problemResponse } from './problem-response.ts';

export function serializeResponse<Op extends OperationId>(
  reply: HandlerResponse<Op>,
): SerializedResponseOf<Op> {
  const {
    status,
    headers = {},
    body,
  } = reply as { status: number; headers?: Record<string, string>; body?: unknown };
  return serialize(status, headers, body);
}

export function serializeProblem(problem: Problem, requestId: string): SerializedResponse {
  const { status, headers, body } = problemResponse(problem, requestId);
  return serialize(status, headers, body);
}

function serialize(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): SerializedResponse {
  return { status, headers, body: body === undefined ? '' : JSON.stringify(body) };
}
