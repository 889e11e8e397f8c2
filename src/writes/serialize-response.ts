import type { SerializedResponse } from '../domain/idempotency-key.ts';
import type { Problem } from '../domain/problem.ts';
import { problemResponse } from './problem-response.ts';

/** A response of any operation before its body is serialised. */
export interface RenderedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function serializeResponse({ status, headers = {}, body }: RenderedResponse): SerializedResponse {
  return { status, headers, body: body === undefined ? '' : JSON.stringify(body) };
}

export function serializeProblem(problem: Problem, requestId: string): SerializedResponse {
  return serializeResponse(problemResponse(problem, requestId));
}
