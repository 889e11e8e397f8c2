import type { Request, Response } from 'express';
import type { Problem } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/responses.ts';
import { requestIdOf } from '../request/request-head.ts';

/** Sends an error of the metrics in the form of an error of the API. */
export function sendMetricsProblem({ headers }: Request, response: Response, problem: Problem): void {
  const requestId = requestIdOf(headers);
  const { status, body } = problemResponse(problem, requestId);
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="upsertd metrics"');
  response.status(status).set('X-Request-Id', requestId).json(body);
}
