import { describe, expect, test } from 'vitest';
import { aKey } from '../../support/tenants.ts';
import type { TestServer } from '../../support/test-server.ts';
import { Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const SECRET = /rk_(?:sandbox|live)_\w{38}/;
const statusOf = async (key: string) => (await server.as(key).get('/v2/customers')).status;

async function createKey(fields: Record<string, string> = {}) {
  const tenant = `${server.tenant.merchantId}.sandbox`;
  const response = await operator.createKey({ name: 'nightly', tenant, scopes: '*', ...fields });
  const path = String(response.headers.location);
  const shown = (await operator.get(path)).text;
  return { path, id: path.split('/').at(-1) ?? '', shown, secret: SECRET.exec(shown)?.[0] ?? '' };
}

describe('API keys in the console', () => {
  test('a new key works, and the console shows its secret once', async () => {
    const { path, id, secret } = await createKey({ scopes: 'customers:read', cidrs: '127.0.0.0/8, ::1' });
    expect(await statusOf(secret)).toBe(200);
    expect((await operator.get(path)).text).not.toMatch(SECRET);
    expect(await server.store.keys.get(id)).toMatchObject({
      name: 'nightly',
      mode: 'sandbox',
      scopes: ['customers:read'],
      cidrs: ['127.0.0.0/8', '::1'],
    });
  });

  test('the page of a key names who created and who revoked it', async () => {
    const { path, id, shown } = await createKey();
    expect(shown).toMatch(/<dt>Created<\/dt><dd><time[^>]*>[^<]+<\/time> by console at 127\.0\.0\.1<\/dd>/);
    await operator.post(`${path}/revoke`, { sure: 'yes' });
    expect((await operator.get(path)).text).toMatch(/<dt>Revoked<\/dt>.* by console at 127\.0\.0\.1<\/dd>/);
    expect(await server.store.keys.get(id)).toMatchObject({
      createdBy: 'console at 127.0.0.1',
      revokedBy: 'console at 127.0.0.1',
    });
  });

  test('the page of a key of an earlier release names an unknown actor', async () => {
    const { key, hash } = aKey(server.tenant);
    const { createdBy: _createdBy, ...earlier } = key;
    await server.store.keys.add(earlier, hash);
    await server.store.keys.revoke(key.id, server.now);
    const { text } = await operator.get(`/console/keys/${key.id}`);
    expect(text.match(/ by unknown<\/dd>/g)).toHaveLength(2);
  });

  test('a key is found by its id in upper case', async () => {
    const { id } = await createKey({ name: 'in any case' });
    const { status, text } = await operator.get(`/console/keys/${id.toUpperCase()}`);
    expect([status, text.includes('in any case')]).toEqual([200, true]);
  });

  test('only the session that created a key sees its secret', async () => {
    const tenant = `${server.tenant.merchantId}.live`;
    const { headers } = await operator.createKey({ name: 'mine', tenant, scopes: '*' });
    const other = await Operator.signedIn(server);
    expect((await other.get(String(headers.location))).text).not.toMatch(SECRET);
    other.close();
    expect((await operator.get(String(headers.location))).text).toMatch(/rk_live_\w{38}/);
  });

  test('rotation shows a new secret, and the old one works until the end of the chosen overlap', async () => {
    const { path, secret } = await createKey();
    const rotated = (await operator.submit(`${path}/rotate`, { overlap: '1', sure: 'yes' })).text;
    const next = SECRET.exec(rotated)?.[0] ?? '';
    expect(rotated.replace(/<\/?time[^>]*>/g, '')).toMatch(/The old secret works until 20[\d :-]+ UTC\./);
    expect(next).not.toBe(secret);
    expect([await statusOf(secret), await statusOf(next)]).toEqual([200, 200]);
    server.now += 3_600_001;
    expect([await statusOf(secret), await statusOf(next)]).toEqual([401, 200]);
  });

  test('a rotation form that is sent twice rotates the key once', async () => {
    const { path, shown } = await createKey();
    const once = /name="once" value="([^"]+)"/.exec(shown)?.[1] ?? '';
    const fields = { overlap: '0', sure: 'yes', once };
    const [first, second] = await Promise.all([
      operator.post(`${path}/rotate`, fields),
      operator.post(`${path}/rotate`, fields),
    ]);
    expect([first.headers.location, second.headers.location]).toEqual([path, path]);
    const secret = SECRET.exec((await operator.get(path)).text)?.[0] ?? '';
    expect(await statusOf(secret)).toBe(200);
    await operator.post(`${path}/rotate`, fields);
    expect(await statusOf(secret)).toBe(200);
  });

  test.each([{ overlap: 'soon' }, { overlap: '' }, { overlap: '721' }, { overlap: ['24', '0'] }])(
    'rotation with the invalid overlap %j is rejected, and the old secret still works',
    async (fields) => {
      const { path, secret } = await createKey();
      const response = await operator.post(`${path}/rotate`, { ...fields, sure: 'yes' });
      expect([
        response.status,
        response.text.includes('The old secret expires: choose one of the times in the list.'),
      ]).toEqual([400, true]);
      expect(await statusOf(secret)).toBe(200);
    },
  );

  test('the page of a key describes what the key may do', async () => {
    const { shown } = await createKey({ scopes: 'customers:write' });
    expect(shown).toContain('Create and change customers');
    expect(shown).toContain('Create or update a customer by external id');
    const everything = await createKey();
    expect(everything.shown).toContain('Every operation of the API');
  });

  test('revoking applies to the next request, and cannot be undone by rotation', async () => {
    const { path, secret } = await createKey();
    expect((await operator.submit(`${path}/revoke`, { sure: 'yes' })).text).toContain('revoked');
    expect(await statusOf(secret)).toBe(401);
    expect((await operator.submit(`${path}/rotate`, { overlap: '24', sure: 'yes' })).text).not.toMatch(
      SECRET,
    );
  });

  test.each([
    ['rotate', 'Replace the secret of this key'],
    ['revoke', 'Permanently revoke this key'],
  ])(
    'the form to %s a key is rejected without its confirmation, and changes nothing',
    async (action, box) => {
      const { path, shown, secret } = await createKey();
      expect(shown).toContain(`<input type="checkbox" name="sure" value="yes" required> ${box}`);
      for (const sure of [{}, { sure: '' }, { sure: 'no' }]) {
        const { status, text } = await operator.post(`${path}/${action}`, { overlap: '0', ...sure });
        expect([status, text.includes(`tick &#34;${box}&#34; to confirm.`)]).toEqual([400, true]);
      }
      expect(await statusOf(secret)).toBe(200);
    },
  );

  test('the form to rotate a key has no preset for the end of the old secret', async () => {
    const { shown } = await createKey();
    expect(shown).toContain('name="overlap" required><option value="">Choose a time</option>');
  });

  test('a key expires at 00:00 UTC on the chosen day', async () => {
    const tomorrow = new Date(server.now + 86_400_000).toISOString().slice(0, 10);
    const { id, secret } = await createKey({ expires: tomorrow });
    expect((await server.store.keys.get(id))?.expiresAt).toBe(Date.parse(`${tomorrow}T00:00:00Z`));
    expect(await statusOf(secret)).toBe(200);
  });

  test('a page shows markup in the name of a key as text', async () => {
    const { shown } = await createKey({ name: '<script>alert(1)</script>' });
    const list = (await operator.get('/console/keys')).text;
    for (const page of [shown, list]) {
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    }
  });
});
