import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';
import type { Operation } from '../../contract/operations.ts';

/** How long a browser may remember that a call is allowed, in seconds. */
const REMEMBERED_SECONDS = 600;

/** Says who may read the answer, and passes on what is not a question about that. */
export type AllowOrigin = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Lets pages of these origins call, `*` for any; without one, no page can. */
export function crossOrigin(origins: readonly string[], operations: readonly Operation[]): AllowOrigin {
  if (origins.length === 0) return (_request, _response, next) => next();
  const headers = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap((response) => Object.keys(response.headers ?? {})),
  );
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: [...new Set(operations.map(({ method }) => method.toUpperCase()))],
    exposedHeaders: [...new Set(headers)],
    maxAge: REMEMBERED_SECONDS,
  });
}
