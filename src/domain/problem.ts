import type { components } from '../../generated/openapi.d.ts';

type Schemas = components['schemas'];

export type ProblemCode = Schemas['ProblemCode'];

/** An error for the client, with a stable code of the API. Any other error that is thrown is an internal error. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly param: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ProblemCode, message: string, more: { param?: string; details?: object } = {}) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.param = more.param;
    this.details = more.details as Readonly<Record<string, unknown>> | undefined;
  }

  /** Creates a problem from its data, for example from the data that another thread sent. */
  static of({ code, message, param, details }: ProblemData): Problem {
    return new Problem(code, message, { ...(param !== undefined && { param }), ...(details && { details }) });
  }

  toJSON(): ProblemData {
    const { code, message, param, details } = this;
    return { code, message, param, details };
  }
}

/** The data of a problem. The client may see all of it. */
export interface ProblemData {
  readonly code: ProblemCode;
  readonly message: string;
  readonly param: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

/** Each wrong field with the list of its errors. Each error follows the name of the field: "must be …". */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** The largest number of errors that a problem lists. */
const MAX_REASONS = 100;

/** The largest number of characters of a text of the client, such as the name of a field, in an error or a warning. */
const MAX_QUOTED = 200;

/** The largest number of characters of the reason of an error. */
const MAX_REASON = 500;

/** Shortens a text of the client for an error or a warning, so that the response does not repeat megabytes. */
export function quoteShort(text: string, most = MAX_QUOTED): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;
}

/**
 * Creates a 400 for fields or parameters that do not follow the spec. `message` and `param` name the first one. It lists at
 * most MAX_REASONS errors.
 */
export function invalidFields(errors: FieldErrors): Problem {
  const { fields, omitted } = shorten(errors);
  const [param = '', reasons = []] = Object.entries(fields)[0] ?? [];
  const first = `${param || 'The body'} ${reasons[0] ?? 'is not valid'}`;
  const message = omitted > 0 ? `${first} (and ${omitted} more errors that are not listed)` : first;
  return new Problem('invalid_request', message, {
    ...(param && { param }),
    details: { reason: 'validation_error', fields },
  });
}

function shorten(errors: FieldErrors): { fields: FieldErrors; omitted: number } {
  const all = Object.entries(errors).flatMap(([name, reasons]) =>
    reasons.map((reason) => ({ name, reason })),
  );
  const fields: Record<string, string[]> = Object.create(null);
  for (const { name, reason } of all.slice(0, MAX_REASONS)) {
    const short = quoteShort(name);
    fields[short] = [...(fields[short] ?? []), quoteShort(reason, MAX_REASON)];
  }
  return { fields, omitted: Math.max(0, all.length - MAX_REASONS) };
}

/** Adds an error of a field, unless the list already contains it. */
export function addReason(fields: Record<string, string[]>, name: string, reason: string): void {
  const reasons = fields[name] ?? [];
  if (!reasons.includes(reason)) fields[name] = [...reasons, reason];
}

/** Creates a 400 for a request that cannot be read. */
export function unreadable(
  reason: Schemas['InvalidRequestReason'],
  message: string,
  param?: string,
): Problem {
  return new Problem('invalid_request', message, { ...(param && { param }), details: { reason } });
}

/** Creates a 404. */
export function resourceMissing(message: string): Problem {
  return new Problem('resource_missing', message);
}

/** Creates a 405; the header `Allow` of the response lists the possible methods. */
export function methodNotAllowed(method: string): Problem {
  return new Problem('method_not_allowed', `${method} is not possible here. Allow lists what is.`);
}

/** Creates a 409: the email belongs to another customer, the `owner`. */
export function emailConflict(owner: Schemas['ConflictOwner']): Problem {
  return conflictWith(
    owner,
    `The email belongs to another customer, ${nameOf(owner)}. Use that customer's reference, or send another email.`,
  );
}

/** Creates a 409: the customer that has the email, the `owner`, has the largest number of references already. */
export function tooManyReferences(owner: Schemas['ConflictOwner'], limit: number): Problem {
  return conflictWith(
    owner,
    `The email belongs to a customer, ${nameOf(owner)}, that has ${limit} references, and a customer can have no more. Use one of these references, or send another email.`,
  );
}

function conflictWith(owner: Schemas['ConflictOwner'], message: string): Problem {
  return new Problem('conflict', message, { param: 'email', details: owner });
}

/** Messages name the owner too, because the error of a batch item has no details. */
function nameOf({ source, external_id, customer_id }: Schemas['ConflictOwner']): string {
  return source ? `${source} ${external_id}` : customer_id;
}

/** Creates a 409: the first request with the Idempotency-Key is still running. */
export function idempotencyInProgress(): Problem {
  return new Problem(
    'idempotency_in_progress',
    'The first request with this Idempotency-Key is still running. Try again in a moment.',
    { param: 'Idempotency-Key' },
  );
}

/** Creates a 409: the Idempotency-Key was used for another request. */
export function idempotencyConflict(): Problem {
  return new Problem(
    'idempotency_conflict',
    'This Idempotency-Key was used for another request in the last 24 hours. Use a new key for a new request.',
    { param: 'Idempotency-Key' },
  );
}

/** Creates a 429: the API key has sent too many requests. */
export function rateLimited(retryAfterSeconds: number): Problem {
  return new Problem(
    'rate_limit_exceeded',
    `Too many requests. Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`,
    { details: { retry_after: retryAfterSeconds } },
  );
}

/** Creates a 500 for an internal error. */
export function internalError(): Problem {
  return new Problem(
    'internal_error',
    'The server had an internal error. Retry later; if it persists, report it with the request id.',
  );
}

/**
 * Creates a 503: the database is temporarily unavailable. A write was applied completely or not at all: if the
 * connection to PostgreSQL is lost during a commit, the server does not know whether the commit succeeded.
 *
 * @param cause the error for the log, of which only the message and the code are used.
 */
export function unavailable(cause?: {
  readonly message: string;
  readonly code?: string | undefined;
}): Problem {
  const problem = new Problem(
    'unavailable',
    'The database is temporarily unavailable. The request was applied completely or not at all; retry it, with the same Idempotency-Key if you sent one.',
  );
  const { message, code } = cause ?? {};
  if (cause) problem.cause = Object.assign(new Error(message), code !== undefined && { code });
  return problem;
}

/** Creates a 503: the clients have not read the earlier responses, and the next one would take too much memory. */
export function tooManyUnread(): Problem {
  return new Problem(
    'unavailable',
    'The responses that have not been read yet take too much memory. Read them, then send this request again.',
  );
}
