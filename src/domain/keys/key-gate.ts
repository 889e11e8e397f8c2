import { timingSafeEqual } from 'node:crypto';
import { addressNotAllowed, conflictingKeys, unauthenticated } from '../problem.ts';
import { isInRanges } from './address-ranges.ts';
import { type ApiKey, type FoundKey, hashSecret, readSecret } from './api-key.ts';
import type { SentKey } from './sent-key.ts';

/** A credential as the client sent it. */
export interface Credential {
  readonly key: SentKey;
  /** Returns the address of the client; only keys with address ranges need it. */
  readonly address: () => string;
}

/**
 * Validates a credential and returns its key.
 *
 * @param find finds a key by the hash of its secret.
 * @param now UNIX milliseconds.
 * @throws Problem unauthenticated or permission_denied, with the reason in `details`.
 */
export async function admit(
  credential: Credential,
  find: (hash: string) => Promise<FoundKey | undefined>,
  now: number,
): Promise<ApiKey> {
  const { text, isConflicting } = credential.key;
  if (!text) throw unauthenticated('missing_key');
  if (isConflicting) throw conflictingKeys();
  const read = readSecret(text);
  if (!read) throw unauthenticated('malformed_key');
  const hash = hashSecret(read.secret);
  const found = await find(hash);
  if (!found || !sameHash(found.hash, hash)) throw unauthenticated('unknown_key');
  const { key, secretExpiresAt } = found;
  if (key.revokedAt !== undefined) throw unauthenticated('revoked_key');
  if (isPast(key.expiresAt, now) || isPast(secretExpiresAt, now)) throw unauthenticated('expired_key');
  if (key.cidrs.length > 0 && !isInRanges(credential.address(), key.cidrs)) throw addressNotAllowed();
  return key;
}

function isPast(time: number | undefined, now: number): boolean {
  return time !== undefined && time <= now;
}

/** Compares in constant time, although the look-up by hash has already matched: no timing may depend on a secret. */
function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
