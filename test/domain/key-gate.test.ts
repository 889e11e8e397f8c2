import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiKey, FoundKey } from '../../src/domain/keys/api-key.ts';
import {
  admit,
  findScopeBesideAll,
  grants,
  hashSecret,
  isScope,
  makeSecret,
  readSecret,
} from '../../src/domain/keys/key-gate.ts';
import { MODES } from '../../src/domain/tenant.ts';

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
    { text: SECRET, address: () => address },
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
    await expect(admit({ text, address: () => '' }, find, NOW)).rejects.toEqual(refusedFor(reason));
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

describe('a scope', () => {
  test.each(['*', 'customers:*', 'customers:read', 'customer_records:write'])('is %s', (text) => {
    expect(isScope(text)).toBe(true);
  });

  test.each([
    '',
    'customers',
    'customers:',
    ':read',
    '*:read',
    '*:*',
    'Customers:read',
    'customers:read ',
    'a:b:c',
    '**',
  ])('is not "%s"', (text) => {
    expect(isScope(text)).toBe(false);
  });

  test.each([
    [['customers:read'], 'customers:read', true],
    [['customers:*'], 'customers:read', true],
    [['*'], 'customers:read', true],
    [['orders:read', 'customers:read'], 'customers:read', true],
    [['customers:write'], 'customers:read', false],
    [['customers:re'], 'customers:read', false],
    [['customers'], 'customers:read', false],
    [['orders:*'], 'customers:read', false],
    [['customers_extra:*'], 'customers:read', false],
    [[], 'customers:read', false],
  ])('of %j grants %s: %s', (granted, required, isGranted) => {
    expect(grants(granted, required)).toBe(isGranted);
  });
});

describe('a list of scopes', () => {
  test.each([
    [['*', 'customers:read'], 'customers:read'],
    [['customers:read', '*'], 'customers:read'],
    [['*', 'customers:*'], 'customers:*'],
    [['customers:read', 'customers:*'], undefined],
    [['customers:*', 'customers:read'], undefined],
    [['customers:read', 'customers:write', 'orders:*'], undefined],
    [['customers:read', 'customers:read'], undefined],
    [['*'], undefined],
    [['*', '*'], undefined],
    [[], undefined],
  ])('%j has this scope beside *: %s', (scopes, scope) => {
    expect(findScopeBesideAll(scopes)).toBe(scope);
  });
});

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('a secret', () => {
  test.each(MODES)('of %s mode has its form and can be read again', (mode) => {
    const secret = makeSecret(mode);
    expect(secret).toMatch(new RegExp(`^rk_${mode}_[0-9A-Za-z]{38}$`));
    expect(readSecret(secret)).toEqual({ secret, mode });
  });

  test('is never made twice, and neither is its hash', () => {
    const secrets = Array.from({ length: 1000 }, () => makeSecret('sandbox'));
    expect(new Set(secrets).size).toBe(1000);
    expect(new Set(secrets.map(hashSecret)).size).toBe(1000);
  });

  test('with one mistyped character is malformed, whatever its position', () => {
    const secret = makeSecret('live');
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom(...BASE_62, '_', '-', ' ', 'å'), (at, typed) => {
        if (secret[at] === typed) return;
        expect(readSecret(secret.slice(0, at) + typed + secret.slice(at + 1))).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  test('with two characters swapped is malformed', () => {
    const secret = makeSecret('sandbox');
    for (let at = 'rk_sandbox_'.length; at < secret.length - 1; at += 1) {
      const swapped = secret.slice(0, at) + secret[at + 1] + secret[at] + secret.slice(at + 2);
      if (swapped !== secret) expect(readSecret(swapped)).toBeNull();
    }
  });

  test.each([
    ['nothing', () => ''],
    ['one character too few', () => makeSecret('live').slice(0, -1)],
    ['one character too many', () => `${makeSecret('live')}0`],
    ['a space before it', () => ` ${makeSecret('live')}`],
    ['a newline after it', () => `${makeSecret('live')}\n`],
    ['the other mode', () => makeSecret('live').replace('live', 'sandbox')],
    ['a mode that is not there', () => makeSecret('live').replace('live', 'test')],
    ['another case', () => makeSecret('live').toUpperCase()],
  ])('with %s is malformed', (_title, text) => {
    expect(readSecret(text())).toBeNull();
  });

  test.each([`rk_sandbox_${'0'.repeat(32)}2HGt9C`, `rk_live_${'0'.repeat(32)}0ij8Fb`])(
    'has the checksum that it always had: %s is read',
    (secret) => {
      expect(readSecret(secret)?.secret).toBe(secret);
    },
  );
});
