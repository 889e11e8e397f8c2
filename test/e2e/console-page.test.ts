import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { brokenRules, LOOKS, openBrowser, openPage, overflow } from './browser.ts';

const TOKEN = 'a-token-for-the-browser';
const MARKUP = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;

let server: TestServer;
let browser: Browser;
let customerId: string;

beforeAll(async () => {
  server = await TestServer.start({ consoleToken: TOKEN });
  browser = await openBrowser();
  const path = `/v2/customers/external/practicehub/${encodeURIComponent(MARKUP)}`;
  const body = { email: 'evil@example.com', name: MARKUP, metadata: { [MARKUP]: MARKUP } };
  customerId = (await server.as().put(path).send(body)).body.data.id;
  await server
    .as()
    .put(path)
    .send({ ...body, name: `${MARKUP}!` });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function signIn(options: BrowserContextOptions = {}) {
  const opened = await openPage(browser, options);
  await opened.page.goto(`${server.url}/console`);
  await opened.page.getByLabel('Token').fill(TOKEN);
  await opened.page.getByRole('button', { name: 'Sign in' }).click();
  await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  return opened;
}

/** Serves a page on another port of this machine, which is the same site for cookies. */
async function serveOtherPage(markup: string): Promise<string> {
  const other = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end(markup);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  onTestFinished(() => {
    other.closeAllConnections();
    other.close();
  });
  return `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
}

describe('the console in a browser', () => {
  test.each(LOOKS)(
    'breaks no accessibility rule, sends no request to another server, and runs no markup of a name: %j',
    async (look) => {
      const { page, errors } = await signIn(look);
      const tenant = `tenant=${server.tenant.merchantId}.sandbox`;
      for (const path of [
        '',
        '?range=day',
        '/keys',
        `/customers?${tenant}`,
        `/customers?${tenant}&search=${encodeURIComponent('unknown <b>')}`,
        `/customers/${customerId}?${tenant}`,
        '/requests',
        '/requests/1',
        '/requests/999999',
        '/requests?status=many&id=unknown',
        `/events?${tenant}`,
        '/events?customer=unknown',
        `/sync-states?${tenant}`,
        '/merchants',
        '/health',
        '/typo',
        '/sign-in?once=any',
        '/sign-in',
      ]) {
        await page.goto(`${server.url}/console${path}`);
        expect(await brokenRules(page), path).toEqual([]);
        expect(await overflow(page), path).toBe(0);
        expect(await page.locator('main script, main img[src=x]').count(), path).toBe(0);
      }
      // The browser logs the status of the page that does not exist.
      expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
    },
  );

  test('creates, rotates and revokes a key without scripts', async () => {
    const { page } = await signIn({ javaScriptEnabled: false });
    const works = async (key: string) => (await server.as(key).get('/v2/customers')).status === 200;
    await page.goto(`${server.url}/console/keys`);
    await page.getByLabel('Name', { exact: true }).fill(MARKUP);
    await page.getByLabel('Merchant and mode').selectOption(`${server.tenant.merchantId}.sandbox`);
    await page.getByLabel('Everything').check();
    await page.getByRole('button', { name: 'Review the key' }).click();
    await page.getByRole('button', { name: 'Create the key' }).click();
    const first = await page.locator('.secret').innerText();
    expect(await works(first)).toBe(true);
    await page.getByLabel('The old secret expires').selectOption('immediately');
    await page.getByLabel('Replace the secret of this key').check();
    await page.getByRole('button', { name: 'Rotate' }).click();
    const second = await page.locator('.secret').innerText();
    expect([await works(first), await works(second)]).toEqual([false, true]);
    await page.reload();
    expect(await page.locator('.secret').count()).toBe(0);
    await page.getByLabel('Permanently revoke this key').check();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.locator('.badge.revoked').waitFor();
    expect(await works(second)).toBe(false);
  });

  test('copies a new secret and a curl command with a button', async () => {
    const { page } = await signIn({ permissions: ['clipboard-read', 'clipboard-write'] });
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.goto(`${server.url}/console/keys`);
    await page.getByLabel('Name', { exact: true }).fill('to copy');
    await page.getByLabel('Everything').check();
    await page.getByRole('button', { name: 'Review the key' }).click();
    await page.getByRole('button', { name: 'Create the key' }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    expect(await copied()).toBe(await page.locator('.secret code').innerText());
    expect(await brokenRules(page)).toEqual([]);
    await page.goto(`${server.url}/console/requests/1`);
    await page.getByRole('button', { name: 'Copy' }).click();
    expect(await copied()).toContain(`curl -i -g -X PUT '${server.url}/v2/customers`);
  });

  test('shows a new request without a reload', async () => {
    const { page } = await signIn();
    await page.goto(`${server.url}/console/requests?only=problems`);
    await server.as().get('/v2/customers?limit=nonsense');
    await page.locator('#live .badge', { hasText: '400' }).first().waitFor();
  });

  test('rejects forms of other pages, and cannot be framed', async () => {
    const { page } = await signIn();
    const before = (await server.store.keys.list()).length;
    const form = `<form method="post" action="${server.url}/console/keys"><input name="name" value="theirs"><input name="scopes" value="*"></form><script>document.forms[0].submit()</script>`;
    await page.goto(await serveOtherPage(form), { waitUntil: 'commit' });
    await page.waitForURL(`${server.url}/console/keys`);
    expect(await page.locator('body').innerText()).toContain('Another page sent this form');
    expect(await server.store.keys.list()).toHaveLength(before);

    const frame = `<iframe src="${server.url}/console"></iframe><iframe src="${server.url}/docs"></iframe>`;
    await page.goto(await serveOtherPage(frame));
    const inside = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((one) => one.locator('body').innerText()),
    );
    expect(inside).toHaveLength(2);
    for (const text of inside) expect(text).not.toMatch(/Overview|upsertd customer API/);
  });
});
