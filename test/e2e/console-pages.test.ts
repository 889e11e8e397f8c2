import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { brokenRules, LOOKS, openBrowser, openPage, overflow } from './browser.ts';

const TOKEN = 'a-token-for-the-browser';

let server: TestServer;
let browser: Browser;
let customerId: string;
beforeAll(async () => {
  browser = await openBrowser();
  server = await TestServer.start({ consoleToken: TOKEN });
  const body = { email: 'kari@example.com', name: "Kari O'Nordmann" };
  const path = '/v2/customers/external/practicehub/PAT-1';
  customerId = (await server.as().put(path).send(body)).body.data.id;
  await server.as().put(path).send({ email: 'kari@example.com', name: 'Kari Hansen' });
  await server.as().get('/v2/customers?limit=nonsense');
  await server.as(null).get('/v2/customers');
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function signIn(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser, { viewport: { width: 1280, height: 900 }, ...options });
  await opened.page.goto(`${server.url}/console`);
  await opened.page.getByLabel('Token').fill(TOKEN);
  await opened.page.getByRole('button', { name: 'Sign in' }).click();
  await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  await opened.page.goto(`${server.url}/console${path}`);
  return opened;
}

const rows = (page: Page) => page.locator('#live tbody tr');

describe('every page of the console', () => {
  test.each(LOOKS)('is accessible and as wide as the window with %j', async (look) => {
    const { page, errors } = await signIn('/requests', look);
    const request = await rows(page).first().getByRole('link').first().getAttribute('href');
    const [key] = await server.store.keys.list();
    for (const path of [
      '',
      '?range=week',
      '/customers',
      `/customers/${customerId}`,
      '/requests?status=4xx',
      request?.replace('/console', '') ?? '',
      '/events',
      '/sync-states',
      '/merchants',
      '/keys',
      `/keys/${key?.id}`,
      '/health',
    ]) {
      await page.goto(`${server.url}/console${path}`);
      expect([path, await brokenRules(page), await overflow(page)]).toEqual([path, [], 0]);
    }
    expect(errors).toEqual([]);
  });
});

describe('a chart of the console', () => {
  test('leads from a bar to its requests', async () => {
    const { page } = await signIn('');
    await page.locator('svg a').first().click();
    await page.waitForURL(/\/console\/requests\?tenant=.*from=.*to=/);
    expect(await rows(page).count()).toBeGreaterThan(0);
  });

  test('leads from its table to the requests with the keyboard alone, and the table stays open when the page updates', async () => {
    const { page } = await signIn('');
    const summary = page.getByText('As a table').first();
    await summary.focus();
    await summary.press('Enter');
    const link = page.locator('#requests-table').getByRole('link').first();
    await link.waitFor();
    await summary.evaluate((element) => element.blur());
    const before = await page.locator('#requests-table strong, .legend strong').first().innerText();
    await server.as().get('/v2/customers');
    await expect
      .poll(() => page.locator('.legend strong').first().innerText(), { timeout: 20_000 })
      .not.toBe(before);
    expect(await page.locator('#requests-table').getAttribute('open')).toBe('');
    await link.focus();
    await link.press('Enter');
    await page.waitForURL(/\/console\/requests\?tenant=/);
  });

  test('works without scripts', async () => {
    const { page } = await signIn('', { javaScriptEnabled: false });
    await page.locator('svg a').first().click();
    await page.waitForURL(/\/console\/requests\?tenant=/);
  });
});

describe('the search of requests', () => {
  const search = async (page: Page, label: string, value: string) => {
    await page.goto(`${server.url}/console/requests`);
    await page.getByText('Search', { exact: true }).first().click();
    const field = page.getByLabel(label, { exact: true });
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/[?&]id=/);
  };

  test('finds requests by id, source, status, key, path, merchant and time', async () => {
    const { headers } = await server.as().get('/v2/customers');
    const [key] = await server.store.keys.list();
    const { page } = await signIn('/requests');
    const expected: [label: string, value: string, shown: RegExp][] = [
      ['Request id', headers['x-request-id'] ?? '', /200/],
      ['Source', 'practicehub', /external/],
      ['Status', '4xx', /4\d\d/],
      ['API key', key?.id ?? '', /test key/],
      ['Path contains', 'external', /external/],
      ['Merchant and mode', `${server.tenant.merchantId}.sandbox`, /sandbox/],
      ['From, in UTC', '2026-11-23T12:00:00', /2026-11-23/],
      ['To, in UTC', '2026-11-23T12:00:00', /2026-11-23/],
    ];
    for (const [label, value, shown] of expected) {
      await search(page, label, value);
      const texts = await rows(page).allInnerTexts();
      expect([label, texts.length > 0, texts.filter((text) => !shown.test(text))]).toEqual([label, true, []]);
    }
    await search(page, 'From, in UTC', '2026-11-23T12:00:01');
    expect(await rows(page).count()).toBe(0);
    expect(await page.locator('#live').innerText()).toContain('No request in the log matches');
  });

  test('shows the bodies of a sandbox request, and copies it as a curl command that a shell can run', async () => {
    const { page } = await signIn('/requests?path=external', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await rows(page).last().getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Request body' }).waitFor();
    expect(await page.locator('main').innerText()).toContain("Kari O'Nordmann");
    await page.locator('section[aria-labelledby=curl] .copy').click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(
      `curl -i -g -X PUT '${server.url}/v2/customers/external/practicehub/{externalId}'`,
    );
    expect(copied).toContain('-H "x-api-key: $UPSERTD_API_KEY"');
    expect(copied).toContain(`"name":"Kari O'\\''Nordmann"`);
    expect(copied).not.toContain('rk_sandbox_');
  });
});

test('a browser asks for a confirmation before a key is revoked, and copies the secret of a new key', async () => {
  const { page } = await signIn('/keys', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByLabel('Name').fill('from the browser');
  await page.getByLabel('Everything').check();
  await page.getByRole('button', { name: 'Review the key' }).click();
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.locator('.secret .copy').click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  expect((await server.as(secret.trim()).get('/v2/customers')).status).toBe(200);
  await page.getByRole('button', { name: 'Revoke' }).click();
  expect(await page.getByText('This key no longer works').count()).toBe(0);
  await page.getByLabel('Permanently revoke this key').check();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('This key no longer works').waitFor();
  expect(await page.locator('.facts').innerText()).toMatch(/Revoked\s.* UTC by console at 127\.0\.0\.1/);
});
