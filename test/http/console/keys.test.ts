import { describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const SECRET = /rk_(?:sandbox|live)_\w{38}/;
const statusOf = async (key: string) => (await server.as(key).get('/v2/customers')).status;

async function make(fields: Record<string, string> = {}) {
  const tenant = `${server.tenant.merchantId}.sandbox`;
  const reply = await operator.post('/console/keys', { name: 'nightly', tenant, scopes: '*', ...fields });
  const path = String(reply.headers.location);
  const shown = (await operator.get(path)).text;
  return { path, id: path.split('/').at(-1) ?? '', shown, secret: SECRET.exec(shown)?.[0] ?? '' };
}

describe('API keys in the console', () => {
  test('a new key works, and its secret is shown once', async () => {
    const { path, id, secret } = await make({ scopes: 'customers:read', cidrs: '127.0.0.0/8, ::1' });
    expect(await statusOf(secret)).toBe(200);
    expect((await operator.get(path)).text).not.toMatch(SECRET);
    expect(await server.store.keys.get(id)).toMatchObject({
      name: 'nightly',
      mode: 'sandbox',
      scopes: ['customers:read'],
      cidrs: ['127.0.0.0/8', '::1'],
    });
  });

  test('a secret is shown to nobody but who made the key', async () => {
    const tenant = `${server.tenant.merchantId}.live`;
    const { headers } = await operator.post('/console/keys', { name: 'mine', tenant, scopes: '*' });
    const other = await Operator.signedIn(server);
    expect((await other.get(String(headers.location))).text).not.toMatch(SECRET);
    other.close();
    expect((await operator.get(String(headers.location))).text).toMatch(/rk_live_\w{38}/);
  });

  test('rotation shows a new secret, and the old one ends when the form says', async () => {
    const { path, secret } = await make();
    const rotated = (await operator.submit(`${path}/rotate`, { overlap: '1' })).text;
    const next = SECRET.exec(rotated)?.[0] ?? '';
    expect(next).not.toBe(secret);
    expect([await statusOf(secret), await statusOf(next)]).toEqual([200, 200]);
    server.now += 3_600_001;
    expect([await statusOf(secret), await statusOf(next)]).toEqual([401, 200]);
  });

  test('revoking needs to be meant, holds at once, and is not undone by rotation', async () => {
    const { path, secret } = await make();
    await operator.submit(`${path}/revoke`, {});
    expect(await statusOf(secret)).toBe(200);
    expect((await operator.submit(`${path}/revoke`, { sure: 'yes' })).text).toContain('revoked');
    expect(await statusOf(secret)).toBe(401);
    expect((await operator.submit(`${path}/rotate`, { overlap: '24' })).text).not.toMatch(SECRET);
  });

  test('a key ends on the day that the form says', async () => {
    const tomorrow = new Date(server.now + 86_400_000).toISOString().slice(0, 10);
    const { id, secret } = await make({ expires: tomorrow });
    expect((await server.store.keys.get(id))?.expiresAt).toBe(Date.parse(`${tomorrow}T00:00:00Z`));
    expect(await statusOf(secret)).toBe(200);
  });

  test.each([
    [{ name: ' ' }, 'The name must be 1 to 255 characters'],
    [{ scopes: '' }, 'Choose at least one of the scopes'],
    [{ scopes: 'customers:own' }, 'Choose at least one of the scopes'],
    [{ cidrs: '192.0.2.0/24 10.0.0.0/99' }, '10.0.0.0/99 is not an address or a range'],
    [{ expires: '2026-02-30' }, 'The end must be a day in the future'],
    [{ expires: '2020-01-01' }, 'The end must be a day in the future'],
  ])('the form %j is refused in words, and keeps what was typed', async (fields, sentence) => {
    const before = (await server.store.keys.list()).length;
    const tenant = `${server.tenant.merchantId}.live`;
    const sent = { name: 'typed', tenant, scopes: '*', ...fields };
    const reply = await operator.post('/console/keys', sent);
    expect([reply.status, reply.text.includes(sentence)]).toEqual([400, true]);
    expect(reply.text).toContain(`value="${tenant}" selected`);
    expect(await server.store.keys.list()).toHaveLength(before);
  });

  test('a name with markup is text', async () => {
    const { shown } = await make({ name: '<script>alert(1)</script>' });
    const list = (await operator.get('/console/keys')).text;
    for (const page of [shown, list]) {
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    }
  });
});
