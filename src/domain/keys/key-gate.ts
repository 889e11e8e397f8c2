import { hash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Mode } from '../tenant.ts';
import { isInRanges } from './address-ranges.ts';
import type { ApiKey, FoundKey } from './api-key.ts';
import { addressNotAllowed, conflictingKeys, unauthenticated } from './key-problems.ts';

/** The API key that a request contains. */
export interface SentKey {
  /** The text of the key; undefined if the request has none. */
  readonly text: string | undefined;
  /** Whether `x-api-key` and `Authorization` contain different keys. */
  readonly isConflicting: boolean;
}

/**
 * Reads the API key of a request from `x-api-key` or from `Authorization: Bearer`. It ignores every other scheme in
 * `Authorization`, because a proxy in front of the server may use the header itself.
 */
export function readSentKey(apiKey: string | undefined, authorization: string | undefined): SentKey {
  const [, bearer] = authorization?.match(/^bearer(?:[ \t]+(.*))?$/i) ?? [];
  const text = apiKey || bearer || undefined;
  return { text, isConflicting: Boolean(apiKey && bearer) && apiKey !== bearer };
}

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
  const digest = hashSecret(read.secret);
  const found = await find(digest);
  if (!found || !sameHash(found.hash, digest)) throw unauthenticated('unknown_key');
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

/** A scope is `resource:action`, `resource:*`, or `*`, which grants every operation. */
const SCOPE_FORM = /^(\*|[a-z_]+:(\*|[a-z]+))$/;

export const ALL_SCOPES = '*';

/** Returns whether the text has the form of a scope. */
export function isScope(text: string): boolean {
  return SCOPE_FORM.test(text);
}

/** Returns whether one of the granted scopes includes the required one. */
export function grants(granted: readonly string[], required: string): boolean {
  const [resource] = required.split(':');
  return granted.some((scope) => scope === ALL_SCOPES || scope === required || scope === `${resource}:*`);
}

/**
 * Finds a scope beside `*` in the same list. Such a list does not say whether the key is wide or narrow. A resource
 * wildcard beside scopes of its resource is unambiguous.
 */
export function findScopeBesideAll(scopes: readonly string[]): string | undefined {
  return scopes.includes(ALL_SCOPES) ? scopes.find((scope) => scope !== ALL_SCOPES) : undefined;
}
