import type { KeyStore } from '../store/store.ts';
import { type ApiKey, type KeyRequest, keyState } from './api-key.ts';
import { ALL_SCOPES, hashSecret, makeSecret, type Secret } from './key-gate.ts';

/** The part of a store that contains the API keys. */
interface KeyStoreOwner {
  readonly keys: KeyStore;
}

/** An API key and its new secret. No other place contains the secret: the store has only its hash. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly secret: Secret;
}

/** The values of a new key that its request does not contain. */
export interface NewKeyValues {
  readonly id: string;
  /** UNIX milliseconds. */
  readonly now: number;
  /** Who creates the key, such as `console at 203.0.113.5`. */
  readonly by: string;
  /** Default: a new random secret. */
  readonly secret?: Secret | undefined;
}

/** Creates a key and stores the hash of its secret. */
export async function issueKey(
  { keys }: KeyStoreOwner,
  request: KeyRequest,
  { secret = makeSecret(request.mode), ...values }: NewKeyValues,
): Promise<IssuedKey> {
  const key = makeKey(request, values);
  await keys.add(key, hashSecret(secret));
  return { key, secret };
}

/** Creates a key if the store has none. @returns undefined if the store has a key already. */
export async function issueFirstKey(
  { keys }: KeyStoreOwner,
  request: KeyRequest,
  { secret = makeSecret(request.mode), ...values }: NewKeyValues,
): Promise<IssuedKey | undefined> {
  const key = makeKey(request, values);
  return (await keys.addFirst(key, hashSecret(secret))) ? { key, secret } : undefined;
}

/** The reason why a key has no new secret: the store does not have the key, or the key is not active. */
export type RotationRefusal = 'unknown' | 'revoked' | 'expired';

export interface KeyRotation {
  /** UNIX milliseconds. */
  readonly now: number;
  /** For how long the former secret stays valid, in milliseconds. */
  readonly overlapMs: number;
}

/**
 * Replaces the secret of an active key. A new secret of a revoked or expired key would never work, because rotation
 * changes neither the revocation nor the expiry of the key.
 */
export async function rotateKey(
  { keys }: KeyStoreOwner,
  id: string,
  { now, overlapMs }: KeyRotation,
): Promise<IssuedKey | { readonly refused: RotationRefusal }> {
  const key = await keys.get(id);
  if (!key) return { refused: 'unknown' };
  const state = keyState(key, now);
  if (state !== 'active') return { refused: state };
  const secret = makeSecret(key.mode);
  const isRotated = await keys.rotate(id, hashSecret(secret), now + overlapMs);
  return isRotated ? { key, secret } : { refused: 'unknown' };
}

export interface KeyRevocation {
  /** UNIX milliseconds. */
  readonly now: number;
  /** Who revokes the key, such as `console at 203.0.113.5`. */
  readonly by: string;
}

/** Revokes a key permanently. Revoking it again changes nothing. @returns false if the store does not have the key. */
export function revokeKey({ keys }: KeyStoreOwner, id: string, { now, by }: KeyRevocation): Promise<boolean> {
  return keys.revoke(id, now, by);
}

/** Creates the record of a new key. */
export function makeKey(request: KeyRequest, { id, now, by }: Omit<NewKeyValues, 'secret'>): ApiKey {
  const { merchantId, mode, name, scopes = [ALL_SCOPES], cidrs = [], expiresAt } = request;
  return {
    id,
    merchantId,
    mode,
    name,
    scopes,
    cidrs,
    createdAt: now,
    createdBy: by,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
