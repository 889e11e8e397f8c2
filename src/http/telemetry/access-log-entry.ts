import type { RequestContext } from '../request/request-context.ts';

/**
 * What may be told of an exchange when it is over. A request is known by its route's template: its path, its query
 * and its body are personal data, and its key is a secret, so none of them is here.
 */
export interface AccessLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** `/v2/customers/{id}`; undefined when the request did not come as far as an operation. */
  readonly route: string | undefined;
  readonly operation: string | undefined;
  /** The id of the API key. */
  readonly key: string | undefined;
  readonly status: number;
  /** The `Upsert-Outcome`. */
  readonly outcome: string | undefined;
  /** It was answered with what was kept under its Idempotency-Key. */
  readonly isReplay: boolean;
  readonly milliseconds: number;
  /** The client went before it had its answer. */
  readonly aborted: boolean;
  /** What was thrown, when the answer was not planned. Not for callers' eyes. */
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
