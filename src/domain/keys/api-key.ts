import type { Tenant } from '../tenant.ts';

/** The stored record of an API key. */
export interface ApiKey extends Tenant {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Address ranges in CIDR form from which clients may use the key. Empty: any address. */
  readonly cidrs: readonly string[];
  /** All times are UNIX milliseconds. */
  readonly expiresAt?: number;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
  /** Who created the key, such as `console at 203.0.113.5`. Absent in keys of earlier releases. */
  readonly createdBy?: string;
  /** Who revoked the key. Absent in keys that an earlier release revoked. */
  readonly revokedBy?: string;
}

/** The text for a creation or a revocation whose actor is not stored. */
export const UNKNOWN_ACTOR = 'unknown';

/** A key, and the stored hash of the secret that found it. */
export interface FoundKey {
  readonly key: ApiKey;
  readonly hash: string;
  /** The time at which this secret expires, after a rotation. UNIX milliseconds. */
  readonly secretExpiresAt?: number;
}

/** The properties of a key to be created. */
export interface KeyRequest extends Tenant {
  readonly name: string;
  /** Default: `*`, every operation. */
  readonly scopes?: readonly string[] | undefined;
  /** Default: any address. */
  readonly cidrs?: readonly string[] | undefined;
  /** UNIX milliseconds. Default: the key never expires. */
  readonly expiresAt?: number | undefined;
}

/** Returns the state of a key at a time. @param now UNIX milliseconds. */
export function keyState({ revokedAt, expiresAt }: ApiKey, now: number): 'active' | 'revoked' | 'expired' {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active';
}
