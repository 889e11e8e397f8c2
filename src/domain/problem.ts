import type { components } from '../../generated/openapi.d.ts';

type Schemas = components['schemas'];

export type ProblemCode = Schemas['ProblemCode'];

/** A refusal that the caller is to see, named by the contract's stable code. Anything else thrown is our fault. */
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

  /** A problem that was told as data. */
  static of({ code, message, param, details }: ProblemData): Problem {
    return new Problem(code, message, { ...(param !== undefined && { param }), ...(details && { details }) });
  }

  toJSON(): ProblemData {
    const { code, message, param, details } = this;
    return { code, message, param, details };
  }
}

/** All of a problem that a caller may see. */
export interface ProblemData {
  readonly code: ProblemCode;
  readonly message: string;
  readonly param: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

/** Each wrong field with all that is wrong with it, worded to follow the field's name: "must be …". */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** 400 for fields or parameters that break the contract. The first one is the message and `param`. */
export function invalidFields(fields: FieldErrors): Problem {
  const [param = '', reasons = []] = Object.entries(fields)[0] ?? [];
  const message = `${param || 'The body'} ${reasons[0] ?? 'is not valid'}`;
  return new Problem('invalid_request', message, {
    ...(param && { param }),
    details: { reason: 'validation_error', fields },
  });
}

/** Adds what is wrong with a field, unless it is known already. */
export function addReason(fields: Record<string, string[]>, name: string, reason: string): void {
  const reasons = fields[name] ?? [];
  if (!reasons.includes(reason)) fields[name] = [...reasons, reason];
}

/** 400 for a request that cannot be read at all. */
export function unreadable(
  reason: Schemas['InvalidRequestReason'],
  message: string,
  param?: string,
): Problem {
  return new Problem('invalid_request', message, { ...(param && { param }), details: { reason } });
}

export function resourceMissing(message: string): Problem {
  return new Problem('resource_missing', message);
}

/** 409: the email is another customer's; `owner` tells whose. */
export function emailConflict(owner: Schemas['ConflictOwner']): Problem {
  // Named in words too, because an item of a batch has no room for details.
  const name = owner.source ? `${owner.source} ${owner.external_id}` : owner.customer_id;
  return new Problem(
    'conflict',
    `The email belongs to another customer, ${name}. Use that customer's reference, or send another email.`,
    { param: 'email', details: owner },
  );
}

/** 409: the first request with the Idempotency-Key is still running. */
export function idempotencyInProgress(): Problem {
  return new Problem(
    'idempotency_in_progress',
    'The first request with this Idempotency-Key is still running. Try again in a moment.',
    { param: 'Idempotency-Key' },
  );
}

/** 409: the Idempotency-Key was used for another request. */
export function idempotencyConflict(): Problem {
  return new Problem(
    'idempotency_conflict',
    'This Idempotency-Key was used for another request in the last 24 hours. Use a new key for a new request.',
    { param: 'Idempotency-Key' },
  );
}

/** 429: the key has asked too often. */
export function rateLimited(retryAfterSeconds: number): Problem {
  return new Problem(
    'rate_limit_exceeded',
    `Too many requests. Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`,
    { details: { retry_after: retryAfterSeconds } },
  );
}

/** 500: our fault. */
export function internalError(): Problem {
  return new Problem('internal_error', 'Something went wrong here. Quote the request id when you report it.');
}

/** 503: nothing was written, and the same request may pass later. */
export function unavailable(): Problem {
  return new Problem('unavailable', 'The store cannot answer now. Nothing was half written; try again.');
}

const UNAUTHENTICATED: Record<Schemas['UnauthenticatedReason'], string> = {
  missing_key: 'Send your API key in the x-api-key header.',
  malformed_key:
    'The API key is not of the form rk_sandbox_… or rk_live_…, or a character is mistyped. Copy it again.',
  unknown_key: 'The API key is not known to this server. Check that it was made for this database.',
  revoked_key: 'The API key was revoked. Make a new one with upsertd keys create.',
  expired_key: 'The API key has expired. Rotate it or make a new one.',
};

/** 401. */
export function unauthenticated(reason: Schemas['UnauthenticatedReason']): Problem {
  return new Problem('unauthenticated', UNAUTHENTICATED[reason], { param: 'x-api-key', details: { reason } });
}

/** 403: the key lacks a scope. */
export function insufficientScope(required: string): Problem {
  return new Problem('permission_denied', `The API key lacks the scope ${required}.`, {
    details: { reason: 'insufficient_scope', required: [required] },
  });
}

/** 403: the key is bound to other addresses. */
export function addressNotAllowed(): Problem {
  return new Problem('permission_denied', 'The API key may not be used from this address.', {
    details: { reason: 'ip_not_allowed' },
  });
}
