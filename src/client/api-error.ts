import type { components } from '../../generated/openapi.d.ts';
import { isRetryable } from './retry-rule.ts';
import type { Problem, ProblemCode, ProblemType } from './shapes.ts';

type Schemas = components['schemas'];

/** The errors that have a schema of their own in the spec. */
type SpecError = Schemas[Exclude<Extract<keyof Schemas, `${string}Problem`>, 'Problem'>]['error'];
type SpecErrorOf<Code> = Extract<SpecError, { code: Code }>;
/** The type of `details` for a code. A code without a schema of its own has the general type. */
type DetailsOf<Code> = 'details' extends keyof SpecErrorOf<Code>
  ? SpecErrorOf<Code>['details']
  : Problem['error']['details'];

/** The codes of the spec, and one for a response that the API did not send, for example one of a proxy. */
export type ApiErrorCode = ProblemCode | 'unreadable_answer';

/**
 * An error response of the server. A `switch` on `code` narrows `details`. A code that this version of the client does
 * not know has its own text at run time, and reaches the `default` branch.
 */
export type ApiError = {
  [Code in ApiErrorCode]: ErrorResponse & { readonly code: Code; readonly details: DetailsOf<Code> };
}[ApiErrorCode];

class ErrorResponse extends Error {
  // `declare` keeps the names of the fields out of the JavaScript.
  declare readonly status: number;
  declare readonly type: ProblemType;
  declare readonly code: ApiErrorCode;
  /** The field, parameter or header with the error. */
  declare readonly param: string | undefined;
  declare readonly details: unknown;
  /** The id of the request in the log of the server. */
  declare readonly requestId: string | undefined;
  /** Whether the same call may succeed later. The client has already made all attempts that `retries` allows. */
  declare readonly retryable: boolean;

  /** @param body the parsed JSON of the response, or undefined if it is not JSON. */
  constructor({ status, headers }: Response, body: unknown) {
    const error = readError(body) ?? unreadable(status);
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.type = error.type;
    this.code = error.code;
    this.param = error.param;
    this.details = error.details;
    this.requestId = error.request_id ?? headers.get('X-Request-Id') ?? undefined;
    this.retryable = isRetryable(status, error.code);
  }
}

/** Has the same name as the type, so that `error instanceof ApiError` narrows to it. */
export const ApiError = ErrorResponse as unknown as {
  new (response: Response, body: unknown): ApiError;
  readonly prototype: ApiError;
};

type ErrorBody = Omit<Problem['error'], 'code' | 'request_id'> & {
  readonly code: ApiErrorCode;
  readonly request_id?: string;
};

function readError(body: unknown): ErrorBody | undefined {
  const error = (body as { error?: Partial<ErrorBody> } | undefined)?.error;
  const { code, message, type = 'api_error' } = error ?? {};
  return isText(code) && isText(message) ? { ...error, code, message, type } : undefined;
}

function isText<T>(value: T): value is Extract<T, string> {
  return typeof value === 'string' && value !== '';
}

function unreadable(status: number): ErrorBody {
  const message = `The response with status ${status} is not one of this API. Check baseUrl and any proxy.`;
  return { type: 'api_error', code: 'unreadable_answer', message };
}
