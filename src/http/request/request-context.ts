import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Operation } from '../../contract/operations.ts';
import type { PathParams } from '../../contract/router.ts';
import type { IdempotencyKey } from '../../domain/idempotency-key.ts';
import type { ApiKey } from '../../domain/keys/api-key.ts';
import type { StorableBody } from '../../domain/storable.ts';
import type { OutgoingResponse } from '../../writes/responses.ts';

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
  /** The address of the client. */
  clientAddress?: string;
  operation?: Operation;
  params?: PathParams;
  /** The validated query, with defaults filled in and numbers parsed. */
  query?: Readonly<Record<string, unknown>>;
  /** Set if the request has an Idempotency-Key. */
  idempotencyLock?: IdempotencyLock;
  /** The parsed body, and its length in bytes. */
  requestBody?: StorableBody & { readonly bytes: number };
  /** The response that was sent. */
  response?: OutgoingResponse;
  /** Releases the memory of the response, which was reserved until it has been sent. */
  releaseResponse?: (() => void) | undefined;
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

/**
 * What a log may contain about a request that has ended. The template of its route identifies it: its path, query and body
 * are personal data and its API key is a secret, so an entry has none of them.
 */
export interface AccessLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** `/v2/customers/{id}`; undefined if the request reached no operation. */
  readonly route: string | undefined;
  readonly operation: string | undefined;
  /** The id of the API key. */
  readonly key: string | undefined;
  readonly status: number;
  /** The `Upsert-Outcome`. */
  readonly outcome: string | undefined;
  /** Whether the response was a stored one, replayed under its Idempotency-Key. */
  readonly isReplay: boolean;
  readonly milliseconds: number;
  /** Whether the connection closed before the response was sent. */
  readonly aborted: boolean;
  /** The unexpected error behind a 5xx response. The client never sees it. */
  readonly error: unknown;
}
