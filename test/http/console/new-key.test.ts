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

/** The fields of a complete form for a live key with the scope customers:read. */
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
    [{ tenant: 'unknown.live' }, 'Merchant and mode: choose one from the list.'],
    [{ tenant: [] }, 'Merchant and mode: choose one from the list.'],
    [{ cidrs: '192.0.2.0/24 10.0.0.0/99' }, 'Allowed addresses: 10.0.0.0/99 is not an address or a range'],
    [
      { cidrs: ' , ' },
      'Allowed addresses: enter an address or a range such as 192.0.2.0/24, or leave the field empty.',
    ],
    [{ cidrs: ['192.0.2.0/24', '198.51.100.0/24'] }, 'Allowed addresses: enter one value.'],
    [{ expires: '2026-02-30' }, 'Expires on: enter a day in the future'],
    [{ expires: '2020-01-01' }, 'Expires on: enter a day in the future'],
    [{ expires: ['2030-01-01', '2031-01-01'] }, 'Expires on: enter one value.'],
  ])('is rejected for %j with a message that names the field', async (fields, sentence) => {
    const response = await operator.post('/console/keys', complete(fields));
    expect(response.status).toBe(400);
    expect(response.text).toContain(sentence);
    expect(await countKeys()).toBe(before);
  });

  test('contains the values of the operator after it was rejected', async () => {
    const { text } = await operator.post('/console/keys', complete({ expires: '2020-01-01', cidrs: '"<b>' }));
    expect(text).toContain(`value="${server.tenant.merchantId}.live" selected`);
    expect(text).toContain('name="scopes" value="" required checked');
    expect(text).toContain('name="scopes" value="customers:read" checked');
    expect(text).not.toContain('name="scopes" value="*" required checked');
    expect(text).toContain('value="&#34;&#60;b&#62;"');
  });

  test('has neither "Everything" nor "Only these" checked after both were sent', async () => {
    const { text } = await operator.post('/console/keys', complete({ scopes: ['*', 'customers:read'] }));
    expect(text).not.toMatch(/type="radio"[^>]*checked/);
    expect(text).toContain('name="scopes" value="customers:read" checked');
  });

  test('names the scopes in words', async () => {
    const { text } = await operator.get('/console/keys');
    for (const words of ['Read customers <code>', 'Read sync states <code>']) expect(text).toContain(words);
  });

  test('has no scope checked at first', async () => {
    const { text } = await operator.get('/console/keys');
    expect(text).toContain('name="scopes" value="*" required');
    expect(text).not.toMatch(/name="scopes"[^>]*checked/);
  });

  test('is rejected without the token of the session', async () => {
    const response = await operator.post('/console/keys', complete({ form: 'another' }));
    expect(response.status).toBe(403);
  });
});

describe('the summary of a new key', () => {
  test('shows the properties of the key and what it may do, before the key exists', async () => {
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
      'This key gives access to live data.',
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

  test('shows "any address", "never" and "Every operation" if the form sets no limit', async () => {
    const { page } = await review({ scopes: '*', tenant: `${server.tenant.merchantId}.sandbox` });
    for (const text of ['any address', 'never', 'Every operation of the API', 'badge sandbox'])
      expect(page).toContain(text);
    expect(page).not.toContain('This key gives access to live data.');
  });

  test('creates a key with exactly the scopes that it shows', async () => {
    const { path } = await review({ scopes: ['', 'customers:read', 'customers:read', 'invoices:read'] });
    const { status, headers } = await operator.post(path, { scopes: '*' });
    expect(status).toBe(303);
    const id = String(headers.location).split('/').at(-1) ?? '';
    expect(await server.store.keys.get(id)).toMatchObject({
      mode: 'live',
      scopes: ['customers:read', 'invoices:read'],
    });
  });

  test('creates one key if the browser sends it twice at the same time and again later', async () => {
    const { path } = await review();
    const responses = await Promise.all([operator.post(path, {}), operator.post(path, {})]);
    responses.push(await operator.post(path, {}));
    const [first, ...others] = responses.map(({ headers }) => headers.location);
    expect(others).toEqual([first, first]);
    expect(await countKeys()).toBe(before + 1);
  });

  test('creates no key without the token of the session', async () => {
    const { path } = await review();
    expect((await operator.post(path, { form: '' })).status).toBe(403);
    expect(await countKeys()).toBe(before);
  });

  test('rejects a key whose expiry has passed since the form was sent', async () => {
    server.now = Date.parse('2026-11-23T23:00:00Z');
    await operator.signIn();
    const { path } = await review({ expires: '2026-11-24' });
    server.now += 3_600_000;
    const response = await operator.post(path, {});
    expect([response.status, response.text.includes('Expires on: enter a day in the future')]).toEqual([
      400,
      true,
    ]);
    expect((await operator.submit(path, {})).status).toBe(400);
    expect(await countKeys()).toBe(before);
    await operator.post(`${path}/discard`, {});
  });

  test('leaves its values in the form until the key exists', async () => {
    const { path } = await review({ name: 'drafted' });
    const form = (await operator.get('/console/keys')).text;
    expect(form).toContain('value="drafted"');
    expect(form).toContain('name="scopes" value="customers:read" checked');
    await operator.post(path, {});
    expect((await operator.get('/console/keys')).text).not.toContain('value="drafted"');
  });

  test('shows two unconfirmed keys of one session separately', async () => {
    const one = await review({ name: 'one' });
    const two = await review({ name: 'two' });
    expect([one.page.includes('<dd>one</dd>'), two.page.includes('<dd>two</dd>')]).toEqual([true, true]);
    const link = /href="(\/console\/keys\?draft=[^"#]+)/.exec(one.page)?.[1] ?? '';
    expect((await operator.get(link)).text).toContain('value="one"');
    for (const { path } of [one, two]) await operator.post(`${path}/discard`, {});
  });

  test('does not exist after the operator has discarded it', async () => {
    const { path } = await review({ name: 'dropped' });
    await operator.post(`${path}/discard`, {});
    expect((await operator.get('/console/keys')).text).not.toContain('value="dropped"');
    expect((await operator.post(path, {})).headers.location).toBe('/console/keys');
    expect((await operator.get(path)).headers.location).toBe('/console/keys');
    expect(await countKeys()).toBe(before);
  });
});
