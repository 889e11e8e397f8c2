import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Mode, Tenant } from '../tenant.ts';
import { ALL_SCOPES } from './scope.ts';

/**
 * The text that a client sends as its API key: `rk_sandbox_` or `rk_live_`, 32 random base62 characters and a base62
 * checksum of 6 characters. The checksum distinguishes a mistyped key from an unknown one without a look-up.
 */
export type Secret = string & { readonly secret: unique symbol };

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ENTROPY_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const FORM = /^(?<body>rk_(?:sandbox|live)_[0-9A-Za-z]{32})(?<checksum>[0-9A-Za-z]{6})$/;

export function makeSecret(mode: Mode): Secret {
  const entropy = Array.from({ length: ENTROPY_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const body = `rk_${mode}_${entropy}`;
  return (body + checksum(body)) as Secret;
}

/** Parses a secret. @returns null if the text does not have the form of a secret or its checksum is wrong. */
export function readSecret(text: string): { secret: Secret; mode: Mode } | null {
  const parts = FORM.exec(text)?.groups;
  if (!parts?.body || parts.checksum !== checksum(parts.body)) return null;
  return { secret: text as Secret, mode: text.startsWith('rk_live_') ? 'live' : 'sandbox' };
}

/**
 * Returns the SHA-256 of a secret in hexadecimal, the only form in which it is stored. A secret is random, so salt and
 * stretching would add no protection.
 */
export function hashSecret(secret: Secret): string {
  return hash('sha256', secret);
}

/** Returns the CRC-32 of a text in base62. Six digits are enough for every value. */
function checksum(body: string): string {
  let remaining = crc32(body);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = `${ALPHABET[remaining % 62]}${digits}`;
    remaining = Math.floor(remaining / 62);
  }
  return digits;
}

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
}

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

/** Creates the record of a new key. @param now UNIX milliseconds. */
export function makeKey(request: KeyRequest, id: string, now: number): ApiKey {
  const { merchantId, mode, name, scopes = [ALL_SCOPES], cidrs = [], expiresAt } = request;
  return {
    id,
    merchantId,
    mode,
    name,
    scopes,
    cidrs,
    createdAt: now,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** Returns the state of a key at a time. @param now UNIX milliseconds. */
export function keyState({ revokedAt, expiresAt }: ApiKey, now: number): 'active' | 'revoked' | 'expired' {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active';
}
