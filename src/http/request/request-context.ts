import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Operation } from '../../contract/operations.ts';
import type { PathParams } from '../../contract/router.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import type { IdempotencyKey, SerializedResponse } from '../../domain/idempotency-key.ts';

/** What the pipeline learns of one request on its way; a later step may rely on all that an earlier one sets. */
export interface RequestContext {
  readonly requestId: string;
  /** `performance.now()` when it came. */
  readonly startedAt: number;
  /** Headers that its answer has, whatever that will be. */
  readonly headers: Record<string, string>;
  caller?: ApiKey;
  operation?: Operation;
  params?: PathParams;
  /** Checked, with defaults filled in and numbers read. */
  query?: Readonly<Record<string, unknown>>;
  /** Set when the request carries an Idempotency-Key, and no other one that runs does so. */
  idempotencyLock?: IdempotencyLock;
  /** Gives the room back that the body takes, when the request is over. */
  release?: (() => void) | undefined;
  /** The body as it was read, and how many bytes it came in. */
  requestBody?: { readonly value: unknown; readonly bytes: number };
  /** What was answered. */
  response?: SerializedResponse;
  /** How much of an error the log should know; the caller never sees it. */
  error?: unknown;
}

/** A claim that is this request's until it ends. */
export interface IdempotencyLock {
  readonly idempotency: IdempotencyKey;
  readonly idempotencyKey: string;
  /** Whether its answer is to be kept: that of a trial is not. */
  readonly isStored: boolean;
  /** A write has been ordered, which looks up what was answered before, and keeps its answer. */
  isHandled: boolean;
}

/**
 * One step of the pipeline; it passes on by returning, and refuses by throwing a Problem. A trace shows those that take
 * time, by the names of their functions.
 */
export type Middleware = (
  context: RequestContext,
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

/** What an earlier step must have set. */
export function required<T>(value: T | undefined, step: string): T {
  if (value === undefined) throw new Error(`The pipeline is out of order: ${step} comes later.`);
  return value;
}
