import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ALL_SCOPES } from './scope.ts';
import type { Mode, Tenant } from './tenant.ts';

/**
 * The text that a client sends: `rk_sandbox_` or `rk_live_`, 32 random characters and a checksum of 6, all base62.
 * The checksum tells a mistyped key from an unknown one without a look-up.
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

/** Null when the text has not the form of a key or its checksum is wrong. */
export function readSecret(text: string): { secret: Secret; mode: Mode } | null {
  const parts = FORM.exec(text)?.groups;
  if (!parts?.body || parts.checksum !== checksum(parts.body)) return null;
  return { secret: text as Secret, mode: text.startsWith('rk_live_') ? 'live' : 'sandbox' };
}

/** SHA-256 in hexadecimal: all that is ever stored of a secret. It is random, so neither salt nor stretching adds anything. */
export function hashSecret(secret: Secret): string {
  return hash('sha256', secret);
}

/** CRC-32 in base62, which six digits always hold. */
function checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = `${ALPHABET[rest % 62]}${digits}`;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** What is kept of a key. */
export interface ApiKey extends Tenant {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Address ranges in CIDR form that it may be used from; from anywhere when empty. */
  readonly cidrs: readonly string[];
  /** All times are UNIX milliseconds. */
  readonly expiresAt?: number;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

/** A key together with the stored hash by which it was found. */
export interface FoundKey {
  readonly key: ApiKey;
  readonly hash: string;
  /** When this secret ends, after a rotation with an overlap. UNIX milliseconds. */
  readonly secretExpiresAt?: number;
}

/** What somebody says of a key that is to be made. */
export interface KeyRequest extends Tenant {
  readonly name: string;
  /** Everything unless given. */
  readonly scopes?: readonly string[] | undefined;
  /** From anywhere unless given. */
  readonly cidrs?: readonly string[] | undefined;
  /** UNIX milliseconds; never unless given. */
  readonly expiresAt?: number | undefined;
}

/** @param now UNIX milliseconds. */
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

/** @param now UNIX milliseconds. */
export function keyState({ revokedAt, expiresAt }: ApiKey, now: number): 'active' | 'revoked' | 'expired' {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active';
}
