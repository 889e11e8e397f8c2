import type { components } from '../../generated/openapi.d.ts';
import type { Problem, ProblemCode } from '../domain/problem.ts';

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
