import type { components } from '../../../generated/openapi.d.ts';
import { Problem } from '../problem.ts';

type Schemas = components['schemas'];

const UNAUTHENTICATED: Record<Schemas['UnauthenticatedReason'], string> = {
  missing_key: 'Send your API key in the x-api-key header, or as Authorization: Bearer.',
  malformed_key:
    'The API key does not have the form rk_sandbox_… or rk_live_…, or it has a mistyped character. Copy it again.',
  unknown_key:
    'This server has no such API key. Check that the key was created in the database of this server.',
  revoked_key: 'The API key was revoked. Create a new one with upsertd keys create.',
  expired_key: 'The API key has expired. Rotate it or create a new one.',
};

/** Creates a 401 for a missing or invalid API key. */
export function unauthenticated(
  reason: Schemas['UnauthenticatedReason'],
  message: string = UNAUTHENTICATED[reason],
): Problem {
  return new Problem('unauthenticated', message, { param: 'x-api-key', details: { reason } });
}

/** Creates a 401 for a request whose headers contain different API keys. */
export function conflictingKeys(): Problem {
  return unauthenticated(
    'malformed_key',
    'x-api-key and Authorization contain different API keys. Send only one of the headers.',
  );
}

/** Creates a 403: the API key lacks a scope. */
export function insufficientScope(required: string): Problem {
  return new Problem(
    'permission_denied',
    `The API key lacks the scope ${required}. Use a key with this scope.`,
    {
      details: { reason: 'insufficient_scope', required: [required] },
    },
  );
}

/** Creates a 403: the API key may not be used from the address of the client. */
export function addressNotAllowed(): Problem {
  return new Problem(
    'permission_denied',
    'The API key may not be used from this IP address. Send the request from an allowed address, or allow this one.',
    {
      details: { reason: 'ip_not_allowed' },
    },
  );
}

/** Creates a 403: the path names another merchant than that of the API key. */
export function merchantMismatch(): Problem {
  return new Problem(
    'permission_denied',
    'The API key belongs to another merchant than the path names. Send the merchantId of your own customers.',
    { details: { reason: 'merchant_mismatch' } },
  );
}
