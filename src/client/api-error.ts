import type { components } from '../../generated/openapi.d.ts';
import { isRetryable } from './retry-rule.ts';
import type { Problem, ProblemCode, ProblemType } from './shapes.ts';

type Schemas = components['schemas'];

/** The refusals that the spec describes one by one. */
type Refusal = Schemas[Exclude<Extract<keyof Schemas, `${string}Problem`>, 'Problem'>]['error'];
type RefusalOf<Code> = Extract<Refusal, { code: Code }>;
/** What stands in `details` for a code; of a code that is not described by itself, no more is known than of any. */
type DetailsOf<Code> = 'details' extends keyof RefusalOf<Code>
  ? RefusalOf<Code>['details']
  : Problem['error']['details'];

/** The spec's codes, and one for an answer that is not in the spec's shape; a proxy may have sent it. */
export type ApiErrorCode = ProblemCode | 'unreadable_answer';

/**
 * The server refused. A `switch` on `code` narrows `details`. A code that this version of the client does not know
 * keeps its text at run time and falls to `default`.
 */
export type ApiError = {
  [Code in ApiErrorCode]: RefusedError & { readonly code: Code; readonly details: DetailsOf<Code> };
}[ApiErrorCode];

class RefusedError extends Error {
  readonly status: number;
  readonly type: ProblemType;
  readonly code: ApiErrorCode;
  /** The field, parameter or header it is about. */
  readonly param: string | undefined;
  readonly details: unknown;
  /** The name of the request in the server's log. */
  readonly requestId: string | undefined;
  /** Whether the same call may succeed later. The client has already tried as often as it was allowed to. */
  readonly retryable: boolean;

  /** @param body what the answer's JSON says, or undefined when it is not JSON. */
  constructor({ status, headers }: Response, body: unknown) {
    const refusal = readRefusal(body) ?? unreadable(status);
    super(refusal.message);
    this.name = 'ApiError';
    this.status = status;
    this.type = refusal.type;
    this.code = refusal.code;
    this.param = refusal.param;
    this.details = refusal.details;
    this.requestId = refusal.request_id ?? headers.get('X-Request-Id') ?? undefined;
    this.retryable = isRetryable(status, refusal.code);
  }
}

/** Of the same name as the type, so that `error instanceof ApiError` narrows to it. */
export const ApiError = RefusedError as unknown as {
  new (response: Response, body: unknown): ApiError;
  readonly prototype: ApiError;
};

type Told = Omit<Problem['error'], 'code' | 'request_id'> & {
  readonly code: ApiErrorCode;
  readonly request_id?: string;
};

function readRefusal(body: unknown): Told | undefined {
  const error = (body as { error?: Partial<Told> } | undefined)?.error;
  const { code, message, type = 'api_error' } = error ?? {};
  return isText(code) && isText(message) ? { ...error, code, message, type } : undefined;
}

function isText<T>(value: T): value is Extract<T, string> {
  return typeof value === 'string' && value !== '';
}

function unreadable(status: number): Told {
  const message = `The answer, ${status}, is not one of this API. Check baseUrl, and what stands between.`;
  return { type: 'api_error', code: 'unreadable_answer', message };
}
