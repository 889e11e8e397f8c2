import type { RequestContext } from '../request/request-context.ts';

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

export function createAccessLogEntry(context: RequestContext): AccessLogEntry {
  const { request, serverResponse } = context;
  return {
    requestId: context.requestId,
    method: request.method ?? '',
    route: context.operation?.path,
    operation: context.operation?.id,
    key: context.caller?.id,
    status: serverResponse.statusCode,
    outcome: context.response?.headers['Upsert-Outcome'],
    isReplay: context.response?.isReplay === true,
    milliseconds: Math.round((performance.now() - context.startedAt) * 100) / 100,
    aborted: !serverResponse.writableFinished,
    error: context.error,
  };
}
