import type { RequestHandler } from 'express';
import { methodNotAllowed } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/responses.ts';
import { requestIdOf } from '../request/request-head.ts';

/** Returns 405 for every other method than these. Express itself answers OPTIONS, with Allow. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return ({ method, headers }, response, next) => {
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
  };
}

/** Returns 405 for the methods that the routes before it do not have. */
export const refuseOtherMethods = allowOnly('GET', 'HEAD');
