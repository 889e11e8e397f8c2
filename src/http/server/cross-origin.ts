import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';
import type { Operation } from '../../contract/operations.ts';

/** How long a browser may cache the result of a preflight request, in seconds. */
const PREFLIGHT_CACHE_SECONDS = 600;

/** Adds the CORS headers. It responds to preflight requests itself, and calls `next` for all others. */
export type AllowOrigin = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Allows pages of these origins to call the API; `*` allows every origin. Returns undefined for an empty list. */
export function crossOrigin(
  origins: readonly string[],
  operations: readonly Operation[],
): AllowOrigin | undefined {
  if (origins.length === 0) return undefined;
  const headers = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap((response) => Object.keys(response.headers ?? {})),
  );
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: [...new Set(operations.map(({ method }) => method.toUpperCase()))],
    exposedHeaders: [...new Set(headers)],
    maxAge: PREFLIGHT_CACHE_SECONDS,
  });
}
