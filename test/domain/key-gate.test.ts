import { describe, expect, test } from 'vitest';
import { type ApiKey, type FoundKey, hashSecret, makeSecret } from '../../src/domain/keys/api-key.ts';
import { admit } from '../../src/domain/keys/key-gate.ts';

const NOW = 1_000_000;
const SECRET = makeSecret('sandbox');

const KEY: ApiKey = {
  id: 'key',
  merchantId: 'merchant',
  mode: 'sandbox',
  name: 'sync',
  scopes: ['*'],
  cidrs: [],
  createdAt: 0,
};

function knock(key: Partial<ApiKey> = {}, found: Partial<FoundKey> = {}, address = '192.0.2.1') {
  const known: FoundKey = { key: { ...KEY, ...key }, hash: hashSecret(SECRET), ...found };
  return admit(
    { key: { text: SECRET, isConflicting: false }, address: () => address },
    async (hash) => (hash === hashSecret(SECRET) ? known : undefined),
    NOW,
  );
}

const refusedFor = (reason: string) => expect.objectContaining({ details: { reason } });

describe('the gate', () => {
  test('lets a good key in', async () => {
    await expect(knock()).resolves.toEqual(KEY);
  });

  test.each([
    [undefined, 'missing_key'],
    ['', 'missing_key'],
    ['rk_sandbox_x', 'malformed_key'],
    [`Bearer ${SECRET}`, 'malformed_key'],
    [makeSecret('sandbox'), 'unknown_key'],
  ])('refuses %s as %s', async (text, reason) => {
    const find = async () => undefined;
    await expect(
      admit({ key: { text, isConflicting: false }, address: () => '' }, find, NOW),
    ).rejects.toEqual(refusedFor(reason));
  });

  test('refuses a key whose stored hash is not the one that was asked for', async () => {
    await expect(knock({}, { hash: hashSecret(makeSecret('live')) })).rejects.toEqual(
      refusedFor('unknown_key'),
    );
  });

  test.each<[string, Partial<ApiKey>, Partial<FoundKey>, string | null]>([
    ['revoked at any time', { revokedAt: NOW + 1 }, {}, 'revoked_key'],
    ['that has expired this moment', { expiresAt: NOW }, {}, 'expired_key'],
    ['that expires next', { expiresAt: NOW + 1 }, {}, null],
    ['whose secret has ended by a rotation', {}, { secretExpiresAt: NOW }, 'expired_key'],
    ['whose secret ends after an overlap', {}, { secretExpiresAt: NOW + 1 }, null],
    ['both revoked and expired', { revokedAt: 1, expiresAt: 1 }, {}, 'revoked_key'],
  ])('decides about a key %s', async (_title, key, found, reason) => {
    if (reason) await expect(knock(key, found)).rejects.toEqual(refusedFor(reason));
    else await expect(knock(key, found)).resolves.toMatchObject(key);
  });

  test('rejects an address outside of the ranges, and an unknown address', async () => {
    const cidrs = ['192.0.2.0/24', '2001:db8::/32'];
    await expect(knock({ cidrs }, {}, '192.0.2.77')).resolves.toBeDefined();
    await expect(knock({ cidrs }, {}, '198.51.100.1')).rejects.toEqual(refusedFor('ip_not_allowed'));
    await expect(knock({ cidrs }, {}, '')).rejects.toEqual(refusedFor('ip_not_allowed'));
  });

  test('says that a key has expired before it says that the address is wrong', async () => {
    await expect(knock({ cidrs: ['198.51.100.0/24'], expiresAt: 1 })).rejects.toEqual(
      refusedFor('expired_key'),
    );
  });
});
