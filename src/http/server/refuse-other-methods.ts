import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { methodNotAllowed } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/responses.ts';
import { requestIdOf } from '../request/request-head.ts';

/** Returns 405 for the methods that the routes before it do not have. Express itself answers OPTIONS, with Allow. */
export function refuseOtherMethods(request: Request, response: Response, next: NextFunction): void {
  allowOnly('GET', 'HEAD')(request, response, next);
}

/** Returns 405 for every other method than these. Express itself answers OPTIONS, with Allow. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (request, response, next) => allow(methods, request, response, next);
}

function allow(
  methods: readonly string[],
  { method, headers }: Request,
  response: Response,
  next: NextFunction,
): void {
  if (method === 'OPTIONS' || methods.includes(method)) {
    next();
    return;
  }
  const requestId = requestIdOf(headers);
  const { status, body } = problemResponse(methodNotAllowed(method), requestId);
  response
    .status(status)
    .set({ Allow: methods.join(', '), 'X-Request-Id': requestId })
    .json(body);
}
