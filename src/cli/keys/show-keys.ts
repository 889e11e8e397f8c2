import { showMillis } from '../../domain/instant.ts';
import { type ApiKey, keyState, UNKNOWN_ACTOR } from '../../domain/keys/api-key.ts';
import type { Merchant } from '../../domain/tenant.ts';
import { showTable } from '../table.ts';

/** Formats keys as a table for people. @param now UNIX milliseconds. */
export function showKeyTable(keys: readonly ApiKey[], merchants: readonly Merchant[], now: number): string {
  const nameOf = new Map(merchants.map(({ id, name }) => [id, name]));
  const rows = keys.map((key) => [
    key.id,
    key.name,
    nameOf.get(key.merchantId) ?? key.merchantId,
    key.mode,
    key.scopes.join(' '),
    key.cidrs.join(' ') || 'any',
    showDay(key.createdAt),
    key.lastUsedAt === undefined ? 'never' : showDay(key.lastUsedAt),
    showState(key, now),
  ]);
  return showTable(
    ['ID', 'NAME', 'MERCHANT', 'MODE', 'SCOPES', 'ADDRESSES', 'CREATED', 'LAST USED', 'STATE'],
    rows,
  );
}

function showState(key: ApiKey, now: number): string {
  const state = keyState(key, now);
  return state === 'active' && key.expiresAt !== undefined ? `until ${showDay(key.expiresAt)}` : state;
}

function showDay(millis: number): string {
  return showMillis(millis).slice(0, 10);
}

/** Returns the fields of a key for JSON output; the secret is not one of them. */
export function showKeyJson(key: ApiKey) {
  const time = (millis: number | undefined) => (millis === undefined ? null : showMillis(millis));
  return {
    id: key.id,
    name: key.name,
    mode: key.mode,
    merchant_id: key.merchantId,
    scopes: key.scopes,
    cidrs: key.cidrs,
    created_at: time(key.createdAt),
    expires_at: time(key.expiresAt),
    last_used_at: time(key.lastUsedAt),
    revoked_at: time(key.revokedAt),
    created_by: key.createdBy ?? UNKNOWN_ACTOR,
    revoked_by: key.revokedAt === undefined ? null : (key.revokedBy ?? UNKNOWN_ACTOR),
  };
}
