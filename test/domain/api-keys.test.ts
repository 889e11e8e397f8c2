import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type KeyRequest, keyState } from '../../src/domain/keys/api-key.ts';
import { issueFirstKey, issueKey, revokeKey, rotateKey } from '../../src/domain/keys/api-keys.ts';
import { hashSecret, makeSecret } from '../../src/domain/keys/key-gate.ts';
import type { Store } from '../../src/domain/store/store.ts';
import { makeId } from '../../src/platform/ids.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const HOUR_MS = 3_600_000;

let store: Store;
let request: KeyRequest;
beforeEach(async () => {
  store = await openStore(`sqlite:${join(tempFolder(), 'upsertd.db')}`);
  const merchant = { id: makeId(), name: 'First', createdAt: NOW };
  await store.merchants.add(merchant);
  request = { merchantId: merchant.id, mode: 'sandbox', name: 'nightly' };
  onTestFinished(() => store.close());
});

const values = (now = NOW) => ({ id: makeId(), now, by: 'console at 203.0.113.5' });

describe('issueKey', () => {
  test('stores the key under the hash of a new secret of its mode', async () => {
    const { key, secret } = await issueKey(store, request, values());
    expect(secret).toMatch(/^rk_sandbox_/);
    expect(key).toMatchObject({ name: 'nightly', scopes: ['*'], cidrs: [], createdAt: NOW });
    expect(key.createdBy).toBe('console at 203.0.113.5');
    expect(await store.keys.find(hashSecret(secret))).toEqual({ key, hash: hashSecret(secret) });
  });

  test('stores the key under the hash of a given secret', async () => {
    const secret = makeSecret('sandbox');
    const issued = await issueKey(store, request, { ...values(), secret });
    expect(issued.secret).toBe(secret);
    expect((await store.keys.find(hashSecret(secret)))?.key).toEqual(issued.key);
  });
});

describe('issueFirstKey', () => {
  test('creates a key in a store without keys, and none in a store with a key', async () => {
    const first = await issueFirstKey(store, request, values());
    expect(await store.keys.list()).toEqual([first?.key]);
    expect(await issueFirstKey(store, request, values())).toBeUndefined();
    expect(await store.keys.list()).toHaveLength(1);
  });
});

describe('rotateKey', () => {
  test('returns a new secret, and ends the former one after the overlap', async () => {
    const { key, secret } = await issueKey(store, request, values());
    const rotated = await rotateKey(store, key.id, { now: NOW, overlapMs: HOUR_MS });
    if ('refused' in rotated) throw new Error(rotated.refused);
    expect(rotated.key).toEqual(key);
    expect(await store.keys.find(hashSecret(secret))).toMatchObject({ secretExpiresAt: NOW + HOUR_MS });
    const found = await store.keys.find(hashSecret(rotated.secret));
    expect(found).toEqual({ key, hash: hashSecret(rotated.secret) });
  });

  test('refuses a revoked key, and the store has no new secret', async () => {
    const { key, secret } = await issueKey(store, request, values());
    await revokeKey(store, key.id, { now: NOW, by: 'x' });
    expect(await rotateKey(store, key.id, { now: NOW, overlapMs: 0 })).toEqual({ refused: 'revoked' });
    expect((await store.keys.find(hashSecret(secret)))?.secretExpiresAt).toBeUndefined();
  });

  test('refuses an expired key from the millisecond of its expiry on', async () => {
    const expiring = { ...request, expiresAt: NOW + HOUR_MS };
    const { key } = await issueKey(store, expiring, values());
    const at = (now: number) => rotateKey(store, key.id, { now, overlapMs: 0 });
    expect(await at(NOW + HOUR_MS)).toEqual({ refused: 'expired' });
    expect(await at(NOW + HOUR_MS - 1)).toMatchObject({ key: { id: key.id } });
  });

  test('refuses an unknown id', async () => {
    expect(await rotateKey(store, makeId(), { now: NOW, overlapMs: 0 })).toEqual({ refused: 'unknown' });
  });
});

describe('revokeKey', () => {
  test('revokes the key at the given time, and a second revocation changes neither the time nor the actor', async () => {
    const { key } = await issueKey(store, request, values());
    for (const [now, by] of [
      [NOW, 'command line (alice)'],
      [NOW + HOUR_MS, 'console at 203.0.113.5'],
    ] as const)
      expect(await revokeKey(store, key.id, { now, by })).toBe(true);
    const stored = await store.keys.get(key.id);
    expect(stored).toMatchObject({ revokedAt: NOW, revokedBy: 'command line (alice)' });
    expect(stored && keyState(stored, NOW)).toBe('revoked');
  });

  test('returns false for an unknown id', async () => {
    expect(await revokeKey(store, makeId(), { now: NOW, by: 'x' })).toBe(false);
  });
});
