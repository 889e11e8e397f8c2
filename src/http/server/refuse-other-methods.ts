import type { NextFunction, Request, Response } from 'express';
import { methodNotAllowed } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/responses.ts';
import { requestIdOf } from '../request/request-head.ts';

/** Returns 405 for the methods that the routes before it do not have. Express itself answers OPTIONS, with Allow. */
export function refuseOtherMethods(
  { method, headers }: Request,
  response: Response,
  next: NextFunction,
): void {
  if (method === 'OPTIONS') {
    next();
    return;
  }
  const requestId = requestIdOf(headers);
  const { status, body } = problemResponse(methodNotAllowed(method), requestId);
  response.status(status).set({ Allow: 'GET, HEAD', 'X-Request-Id': requestId }).json(body);
}
