import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hashSecret, makeSecret, type Secret } from '../../src/domain/keys/key-gate.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sendRaw } from '../support/send-raw.ts';
import { aKey } from '../support/tenants.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const list = (key: string | null) => server.as(key).get('/v2/customers');

async function reasonOf(key: string | null) {
  const { status, body } = await list(key);
  return status === 200 ? 'admitted' : body.error.details.reason;
}

const idOf = async (key: string) =>
  (await server.store.keys.find(hashSecret(key as Secret)))?.key.id as string;

describe('an API key', () => {
  test.each([
    ['no key', () => null, 'missing_key'],
    ['an empty key', () => '', 'missing_key'],
    ['a word', () => 'secret', 'malformed_key'],
    ['a bearer token', () => `Bearer ${makeSecret('sandbox')}`, 'malformed_key'],
    ['a key that was never made here', () => makeSecret('sandbox'), 'unknown_key'],
    [
      'a key of a test mode that is not there',
      () => makeSecret('live').replace('live', 'test'),
      'malformed_key',
    ],
  ])('is asked for: %s is a 401', async (_title, key, reason) => {
    const { status, body, headers } = await list(key());
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('ApiKey realm="upsertd", header="x-api-key"');
    expect(body.error).toMatchObject({
      type: 'authentication_error',
      code: 'unauthenticated',
      param: 'x-api-key',
      details: { reason },
    });
  });

  test('with one mistyped character is malformed, not unknown', async () => {
    const key = await server.addKey();
    for (const at of [3, 'rk_sandbox_'.length, 25, key.length - 1]) {
      const typed = key.slice(0, at) + (key[at] === 'Q' ? 'R' : 'Q') + key.slice(at + 1);
      expect(await reasonOf(typed)).toBe('malformed_key');
    }
  });

  test('is ignored in another header and in the query', async () => {
    const answer = await server
      .as(null)
      .get(`/v2/customers?x-api-key=${server.key}`)
      .set('Authorization', server.key);
    expect(answer.body.error.details.reason).toBe('missing_key');
  });

  describe('in Authorization', () => {
    const sent = async (authorization: string, key: string | null = null) => {
      const { status, body } = await list(key).set('Authorization', authorization);
      return status === 200 ? 'admitted' : body.error.details.reason;
    };

    test('is accepted as a bearer token, with the scheme in any case', async () => {
      expect(await sent(`Bearer ${server.key}`)).toBe('admitted');
      expect(await sent(`bearer  ${server.key}`)).toBe('admitted');
    });

    test('is validated as in x-api-key', async () => {
      expect(await sent(`Bearer ${makeSecret('sandbox')}`)).toBe('unknown_key');
      expect(await sent('Bearer x')).toBe('malformed_key');
      expect(await sent('Bearer')).toBe('missing_key');
    });

    test('may be sent beside the same key in x-api-key, but not beside another one', async () => {
      expect(await sent(`Bearer ${server.key}`, server.key)).toBe('admitted');
      const other = await server.addKey();
      const { status, body } = await list(server.key).set('Authorization', `Bearer ${other}`);
      expect([status, body.error.details.reason]).toEqual([401, 'malformed_key']);
      expect(body.error.message).toBe(
        'x-api-key and Authorization contain different API keys. Send only one of the headers.',
      );
    });

    test('is ignored in any other scheme, with and without x-api-key', async () => {
      expect(await sent('Basic cHJveHk6c2VjcmV0', server.key)).toBe('admitted');
      expect(await sent(`Basic ${server.key}`)).toBe('missing_key');
      expect(await sent(`Bearerish ${server.key}`)).toBe('missing_key');
    });

    test('is refused if the header is sent twice', async () => {
      const twice = [`Authorization: Bearer ${server.key}`, `Authorization: Bearer ${await server.addKey()}`];
      const { body } = await sendRaw(server.url, ['GET /v2/customers HTTP/1.1', ...twice]);
      expect(body.error.details.reason).toBe('malformed_key');
    });
  });

  test('is rejected if the header is sent twice', async () => {
    const twice = [`x-api-key: ${server.key}`, `x-api-key: ${server.key}`];
    const { body } = await sendRaw(server.url, ['GET /v2/customers HTTP/1.1', ...twice]);
    expect(body.error.details.reason).toBe('malformed_key');
  });

  test('never appears in a response', async () => {
    const unknown = makeSecret('live');
    for (const key of [server.key, unknown, unknown.slice(0, -1)]) {
      const { text, headers } = await list(key).set('X-Request-Id', 'mine');
      expect(text + JSON.stringify(headers)).not.toContain(key);
    }
  });

  test('is accepted until the moment when it expires', async () => {
    const key = await server.addKey({ expiresAt: server.now + 1 });
    expect(await reasonOf(key)).toBe('admitted');
    server.now += 1;
    expect(await reasonOf(key)).toBe('expired_key');
  });

  test('is accepted only from its address ranges', async () => {
    expect(await reasonOf(await server.addKey({ cidrs: ['127.0.0.0/8', '::1/128'] }))).toBe('admitted');
    const { status, body } = await list(await server.addKey({ cidrs: ['192.0.2.0/24', '2001:db8::/32'] }));
    expect(status).toBe(403);
    expect(body.error).toMatchObject({
      type: 'authorization_error',
      code: 'permission_denied',
      details: { reason: 'ip_not_allowed' },
    });
  });

  test('is not accepted because of a forwarded address', async () => {
    const key = await server.addKey({ cidrs: ['192.0.2.0/24'] });
    const { body } = await list(key).set('X-Forwarded-For', '192.0.2.1').set('Forwarded', 'for=192.0.2.1');
    expect(body.error.details.reason).toBe('ip_not_allowed');
  });
});

describe('a running server', () => {
  test('rejects an API key within a second after another process has revoked it', async () => {
    const key = await server.addKey();
    expect(await reasonOf(key)).toBe('admitted');
    const other = await openStore(server.database);
    try {
      expect(await other.keys.revoke(await idOf(key), server.now)).toBe(true);
      await vi.waitFor(async () => expect(await reasonOf(key)).toBe('revoked_key'), 1000);
    } finally {
      await other.close();
    }
  });

  test('rejects an API key at once after it has revoked the key itself', async () => {
    const key = await server.addKey();
    expect(await reasonOf(key)).toBe('admitted');
    await server.store.keys.revoke(await idOf(key), server.now);
    expect(await reasonOf(key)).toBe('revoked_key');
  });

  test('accepts an API key at once after another process has created it', async () => {
    const other = await openStore(server.database);
    try {
      const { key, secret, hash } = aKey(server.tenant);
      expect(await reasonOf(secret)).toBe('unknown_key');
      await other.keys.add(key, hash);
      expect(await reasonOf(secret)).toBe('admitted');
    } finally {
      await other.close();
    }
  });

  test('accepts both secrets of a rotated API key during the overlap, and then only the new one', async () => {
    const old = await server.addKey({ scopes: ['customers:read'] });
    const fresh = makeSecret('sandbox');
    expect(await reasonOf(old)).toBe('admitted');
    await server.store.keys.rotate(await idOf(old), hashSecret(fresh), server.now + 60_000);
    expect([await reasonOf(old), await reasonOf(fresh)]).toEqual(['admitted', 'admitted']);
    server.now += 60_000;
    expect([await reasonOf(old), await reasonOf(fresh)]).toEqual(['expired_key', 'admitted']);
    expect((await server.as(fresh).post('/v2/customers').send({})).status).toBe(403);
  });

  test('rejects every secret of a rotated API key after it is revoked', async () => {
    const old = await server.addKey();
    const fresh = makeSecret('sandbox');
    await server.store.keys.rotate(await idOf(old), hashSecret(fresh), server.now + 60_000);
    await server.store.keys.revoke(await idOf(old), server.now);
    expect([await reasonOf(old), await reasonOf(fresh)]).toEqual(['revoked_key', 'revoked_key']);
  });
});
