import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Operation } from '../../contract/operations.ts';
import type { PathParams } from '../../contract/router.ts';
import type { IdempotencyKey, SerializedResponse } from '../../domain/idempotency-key.ts';
import type { ApiKey } from '../../domain/keys/api-key.ts';
import type { StorableBody } from '../../domain/storable.ts';

/** What the pipeline has learned about one request. A middleware may rely on everything that an earlier one sets. */
export interface RequestContext {
  readonly request: IncomingMessage;
  /** Node's response. Only the `ResponseWriter` writes to it. */
  readonly serverResponse: ServerResponse;
  readonly requestId: string;
  /** `performance.now()` when the request arrived. */
  readonly startedAt: number;
  /** Headers of the response, whatever its status. */
  readonly headers: Record<string, string>;
  /** Starts a part of the request in its trace, and returns a function that ends the part. Default: no trace. */
  readonly startPart?: ((part: string) => () => void) | undefined;
  caller?: ApiKey;
  operation?: Operation;
  params?: PathParams;
  /** The validated query, with defaults filled in and numbers parsed. */
  query?: Readonly<Record<string, unknown>>;
  /** Set if the request has an Idempotency-Key. */
  idempotencyLock?: IdempotencyLock;
  /** The parsed body, and its length in bytes. */
  requestBody?: StorableBody & { readonly bytes: number };
  /** The response that was sent. */
  response?: SerializedResponse;
  /** The error for the log. The client never sees it. */
  error?: unknown;
}

/** An Idempotency-Key that no other request can use until this one ends. */
export interface IdempotencyLock {
  readonly idempotency: IdempotencyKey;
  readonly idempotencyKey: string;
  /** Whether the response is stored. The response to a dry run is not. */
  readonly isStored: boolean;
  /** Whether a write was requested. The write finds and stores the response in its own transaction. */
  isHandled: boolean;
}

/** Runs the rest of the pipeline. */
export type Next = () => Promise<SerializedResponse>;

/** Returns the response to a request. @throws Problem, at once or by rejecting. */
export type Handle = (context: RequestContext) => Promise<SerializedResponse>;

/**
 * One step of the pipeline. It returns the response of `next`, or throws a Problem, at once or by rejecting. A middleware
 * that acquires a resource releases it in its own `finally`; one that only checks need not be async. A trace shows each
 * middleware that is a named function.
 */
export type Middleware = (context: RequestContext, next: Next) => Promise<SerializedResponse>;

/** Returns what an earlier middleware has set. @throws Error if the middleware are in the wrong order. */
export function required<T>(value: T | undefined, middleware: string): T {
  if (value === undefined) throw new Error(`The pipeline is out of order: ${middleware} must come earlier.`);
  return value;
}
