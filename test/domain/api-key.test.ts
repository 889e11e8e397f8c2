import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashSecret, makeSecret, readSecret } from '../../src/domain/keys/api-key.ts';
import { MODES } from '../../src/domain/tenant.ts';

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
