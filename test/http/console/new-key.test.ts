import { beforeEach, describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { type FormFields, type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

let before: number;
beforeEach(async () => {
  before = await countKeys();
});
const countKeys = async () => (await server.store.keys.list()).length;

/** The fields of a form that is complete, for a live key that may read customers. */
const complete = (fields: FormFields = {}): FormFields => ({
  name: 'nightly',
  tenant: `${server.tenant.merchantId}.live`,
  scopes: ['', 'customers:read'],
  ...fields,
});

async function review(fields: FormFields = {}) {
  const { status, headers } = await operator.post('/console/keys', complete(fields));
  const path = String(headers.location);
  return { status, path, page: (await operator.get(path)).text };
}

describe('the form of a new key', () => {
  test.each<[FormFields, string]>([
    [{ name: ' ' }, 'Name: enter 1 to 255 characters'],
    [{ name: ['one', 'two'] }, 'Name: enter one value.'],
    [
      { scopes: [] },
      'Scopes: choose &#34;Everything&#34;, or at least one scope under &#34;Only these&#34;.',
    ],
    [
      { scopes: '' },
      'Scopes: choose &#34;Everything&#34;, or at least one scope under &#34;Only these&#34;.',
    ],
    [{ scopes: 'customers:own' }, 'Scopes: customers:own is not in the list.'],
    [{ scopes: '<b>' }, 'Scopes: &#60;b&#62; is not in the list.'],
    [{ scopes: ['*', 'customers:read'] }, 'Scopes: &#34;Everything&#34; already includes customers:read.'],
    [{ scopes: ['customers:read', '*'] }, 'Scopes: &#34;Everything&#34; already includes customers:read.'],
    [{ scopes: ['', '*'] }, 'Scopes: choose either &#34;Everything&#34; or &#34;Only these&#34;.'],
    [{ scopes: ['', 'customers:*', 'customers:read'] }, 'Scopes: customers:* is not in the list.'],
    [{ tenant: 'nobody.live' }, 'Merchant and mode: choose one from the list.'],
    [{ tenant: [] }, 'Merchant and mode: choose one from the list.'],
    [{ cidrs: '192.0.2.0/24 10.0.0.0/99' }, 'Allowed addresses: 10.0.0.0/99 is not an address or a range'],
    [{ cidrs: ' , ' }, 'Allowed addresses: enter an address or a range such as 192.0.2.0/24, or nothing.'],
    [{ cidrs: ['192.0.2.0/24', '198.51.100.0/24'] }, 'Allowed addresses: enter one value.'],
    [{ expires: '2026-02-30' }, 'Ends on: enter a day in the future'],
    [{ expires: '2020-01-01' }, 'Ends on: enter a day in the future'],
    [{ expires: ['2030-01-01', '2031-01-01'] }, 'Ends on: enter one value.'],
  ])('is refused with a message that names the field for %j', async (fields, sentence) => {
    const reply = await operator.post('/console/keys', complete(fields));
    expect(reply.status).toBe(400);
    expect(reply.text).toContain(sentence);
    expect(await countKeys()).toBe(before);
  });

  test('keeps the typed values after a refusal', async () => {
    const { text } = await operator.post('/console/keys', complete({ expires: '2020-01-01', cidrs: '"<b>' }));
    expect(text).toContain(`value="${server.tenant.merchantId}.live" selected`);
    expect(text).toContain('name="scopes" value="" required checked');
    expect(text).toContain('name="scopes" value="customers:read" checked');
    expect(text).not.toContain('name="scopes" value="*" required checked');
    expect(text).toContain('value="&#34;&#60;b&#62;"');
  });

  test('asks again for "Everything" or "Only these" after both were sent', async () => {
    const { text } = await operator.post('/console/keys', complete({ scopes: ['*', 'customers:read'] }));
    expect(text).not.toMatch(/type="radio"[^>]*checked/);
    expect(text).toContain('name="scopes" value="customers:read" checked');
  });

  test('has no scope chosen at first', async () => {
    const { text } = await operator.get('/console/keys');
    expect(text).toContain('name="scopes" value="*" required');
    expect(text).not.toMatch(/name="scopes"[^>]*checked/);
  });

  test('is refused without the token of the session', async () => {
    const reply = await operator.post('/console/keys', complete({ form: 'another' }));
    expect(reply.status).toBe(403);
  });
});

describe('the summary of a new key', () => {
  test('says what the key will be and may do, before the key is made', async () => {
    const { status, page } = await review({
      name: '<script>alert(1)</script>',
      scopes: ['', 'customers:read', 'events:read', 'customers:read'],
      expires: '2027-01-31',
      cidrs: '192.0.2.0/24, ::1',
    });
    expect([status, await countKeys()]).toEqual([303, before]);
    for (const text of [
      '&#60;script&#62;alert(1)&#60;/script&#62;',
      '<span class="badge live">live</span>',
      'This key opens live data.',
      'Read customers',
      'List and search customers',
      'Read events',
      '2027-01-31 00:00:00 UTC',
      '192.0.2.0/24, ::1',
    ])
      expect(page).toContain(text);
    expect(page.match(/Read customers/g)).toHaveLength(1);
    expect(page).not.toContain('Create and change customers');
    expect(page).not.toContain('<script>alert');
  });

  test('says "any address", "never" and "Everything" where the form sets no limit', async () => {
    const { page } = await review({ scopes: '*', tenant: `${server.tenant.merchantId}.sandbox` });
    for (const text of ['any address', 'never', 'Every operation of the API', 'badge sandbox'])
      expect(page).toContain(text);
    expect(page).not.toContain('This key opens live data.');
  });

  test('leads to a key with exactly the scopes that it shows', async () => {
    const { path } = await review({ scopes: ['', 'customers:read', 'customers:read', 'invoices:read'] });
    const { status, headers } = await operator.post(path, { scopes: '*' });
    expect(status).toBe(303);
    const id = String(headers.location).split('/').at(-1) ?? '';
    expect(await server.store.keys.get(id)).toMatchObject({
      mode: 'live',
      scopes: ['customers:read', 'invoices:read'],
    });
  });

  test('makes one key when it is sent twice, at once or later', async () => {
    const { path } = await review();
    const replies = await Promise.all([operator.post(path, {}), operator.post(path, {})]);
    replies.push(await operator.post(path, {}));
    const [first, ...others] = replies.map(({ headers }) => headers.location);
    expect(others).toEqual([first, first]);
    expect(await countKeys()).toBe(before + 1);
  });

  test('makes no key without the token of the session', async () => {
    const { path } = await review();
    expect((await operator.post(path, { form: '' })).status).toBe(403);
    expect(await countKeys()).toBe(before);
  });

  test('refuses a key whose last day has come since the form was sent', async () => {
    server.now = Date.parse('2026-11-23T23:00:00Z');
    await operator.signIn();
    const { path } = await review({ expires: '2026-11-24' });
    server.now += 3_600_000;
    const reply = await operator.post(path, {});
    expect([reply.status, reply.text.includes('Ends on: enter a day in the future')]).toEqual([400, true]);
    expect((await operator.submit(path, {})).status).toBe(400);
    expect(await countKeys()).toBe(before);
    await operator.post(`${path}/discard`, {});
  });

  test('leaves its choices in the form until the key is made', async () => {
    const { path } = await review({ name: 'kept' });
    const form = (await operator.get('/console/keys')).text;
    expect(form).toContain('value="kept"');
    expect(form).toContain('name="scopes" value="customers:read" checked');
    await operator.post(path, {});
    expect((await operator.get('/console/keys')).text).not.toContain('value="kept"');
  });

  test('keeps two unmade keys of one session apart', async () => {
    const one = await review({ name: 'one' });
    const two = await review({ name: 'two' });
    expect([one.page.includes('<dd>one</dd>'), two.page.includes('<dd>two</dd>')]).toEqual([true, true]);
    const link = /href="(\/console\/keys\?draft=[^"#]+)/.exec(one.page)?.[1] ?? '';
    expect((await operator.get(link)).text).toContain('value="one"');
    for (const { path } of [one, two]) await operator.post(`${path}/discard`, {});
  });

  test('is gone after it was discarded', async () => {
    const { path } = await review({ name: 'dropped' });
    await operator.post(`${path}/discard`, {});
    expect((await operator.get('/console/keys')).text).not.toContain('value="dropped"');
    expect((await operator.post(path, {})).headers.location).toBe('/console/keys');
    expect((await operator.get(path)).headers.location).toBe('/console/keys');
    expect(await countKeys()).toBe(before);
  });
});
