import type { components, operations } from '../../generated/openapi.d.ts';
import type { OperationId } from '../contract/operations.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import type { Problem, ProblemCode } from '../domain/problem.ts';

/** The response of a handler: one of the declared successes of its operation. Handlers throw errors as Problems. */
export type HandlerResponse<Op extends OperationId> = {
  [S in SuccessOf<Op>]: { readonly status: S } & BodyIn<Responses<Op>[S]> & HeadersIn<Responses<Op>[S]>;
}[SuccessOf<Op>];

type Responses<Op extends OperationId> = operations[Op]['responses'];
type SuccessOf<Op extends OperationId> = Extract<keyof Responses<Op>, 200 | 201 | 304>;

type BodyIn<R> = R extends { content: { 'application/json': infer Body } }
  ? { readonly body: Body }
  : unknown;

/** The headers that the pipeline adds. */
type CommonHeader = 'X-Request-Id' | 'RevKeen-Version' | 'Idempotency-Replayed' | `X-RateLimit-${string}`;
type KnownKeys<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };
type OwnHeaders<R> = R extends { headers: infer H } ? Pick<H, Exclude<KnownKeys<H>, CommonHeader>> : never;
type HeadersIn<R> = keyof OwnHeaders<R> extends never ? unknown : { readonly headers: OwnHeaders<R> };

/** A response that is ready to be sent. The body of a large page is bytes, because another thread has made it. */
export interface OutgoingResponse extends Omit<SerializedResponse, 'body'> {
  readonly body: string | Buffer;
}

/** A response that is serialised already: of a write, by its transaction, or of a list. */
export interface WrittenResponse {
  readonly serialized: OutgoingResponse;
}

/** A response of any operation before its body is serialised. */
export interface RenderedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function serializeResponse({ status, headers = {}, body }: RenderedResponse): SerializedResponse {
  return { status, headers, body: body === undefined ? '' : JSON.stringify(body) };
}

export function serializeProblem(problem: Problem, requestId: string): SerializedResponse {
  return serializeResponse(problemResponse(problem, requestId));
}

type ProblemType = components['schemas']['ProblemType'];

/** How HTTP represents a problem: status, error type, and the headers that each such response has. */
interface Meaning {
  readonly status: number;
  readonly type: ProblemType;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The only table from error code to status. */
const MEANINGS: Record<ProblemCode, Meaning> = {
  invalid_request: { status: 400, type: 'invalid_request_error' },
  unauthenticated: {
    status: 401,
    type: 'authentication_error',
    headers: { 'WWW-Authenticate': 'ApiKey realm="upsertd", header="x-api-key"' },
  },
  permission_denied: { status: 403, type: 'authorization_error' },
  resource_missing: { status: 404, type: 'invalid_request_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  not_acceptable: { status: 406, type: 'invalid_request_error' },
  conflict: { status: 409, type: 'invalid_request_error' },
  batch_rejected: { status: 409, type: 'invalid_request_error' },
  idempotency_conflict: { status: 409, type: 'idempotency_error' },
  idempotency_in_progress: { status: 409, type: 'idempotency_error', headers: { 'Retry-After': '1' } },
  precondition_failed: { status: 412, type: 'invalid_request_error' },
  payload_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  internal_error: { status: 500, type: 'api_error' },
  unavailable: { status: 503, type: 'api_error', headers: { 'Retry-After': '1' } },
};

/** Builds an error response. It contains only data of the Problem, so nothing else can leak. */
export function problemResponse(problem: Problem, requestId: string) {
  const { status, type, headers = {} } = MEANINGS[problem.code];
  const { code, message, param, details } = problem;
  const error = {
    type,
    code,
    message,
    ...(param && { param }),
    ...(details && { details }),
    request_id: requestId,
  };
  return { status, headers, body: { error } };
}
