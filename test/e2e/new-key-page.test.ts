import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { brokenRules, LOOKS, openBrowser, openPage, overflow } from './browser.ts';

const TOKEN = 'a-token-for-the-browser';
const BOTH = [{ javaScriptEnabled: true }, { javaScriptEnabled: false }];

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await TestServer.start({ consoleToken: TOKEN });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Opens the page with the form of a new key, in a new session. */
async function openForm(options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, options);
  await page.goto(`${server.url}/console`);
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'API keys' }).click();
  await page.getByLabel('Name', { exact: true }).fill('narrow');
  return page;
}

const everything = (page: Page) => page.getByLabel('Everything');
const onlyThese = (page: Page) => page.getByLabel('Only these');
const readCustomers = (page: Page) => page.getByLabel('customers:read');
const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
const countKeys = async () => (await server.store.keys.list()).length;
/** Returns the key whose page is open. */
const keyOf = (page: Page) => server.store.keys.get(page.url().split('/').at(-1) ?? '');

describe('the form of a new key in a browser', () => {
  test('checking a scope clears "Everything", and checking "Everything" clears the scopes', async () => {
    const page = await openForm();
    await everything(page).check();
    await readCustomers(page).check();
    expect([await everything(page).isChecked(), await onlyThese(page).isChecked()]).toEqual([false, true]);
    await everything(page).check();
    expect(await readCustomers(page).isChecked()).toBe(false);
    await readCustomers(page).check();
    await press(page, 'Review the key');
    await press(page, 'Create the key');
    await page.locator('.secret').waitFor();
    expect((await keyOf(page))?.scopes).toEqual(['customers:read']);
  });

  test('rejects "Everything" together with one scope if scripts are off, and creates no key', async () => {
    const before = await countKeys();
    const page = await openForm({ javaScriptEnabled: false });
    await everything(page).check();
    await readCustomers(page).check();
    await press(page, 'Review the key');
    expect(await page.getByRole('alert').innerText()).toContain(
      '"Everything" already includes customers:read',
    );
    expect(await countKeys()).toBe(before);
    await onlyThese(page).check();
    await press(page, 'Review the key');
    await press(page, 'Create the key');
    expect((await keyOf(page))?.scopes).toEqual(['customers:read']);
  });

  test.each(BOTH)('cannot be sent without scopes: %j', async (options) => {
    const page = await openForm(options);
    await press(page, 'Review the key');
    expect(page.url()).toBe(`${server.url}/console/keys`);
    expect(await page.locator('[name=scopes]:invalid').count()).toBe(2);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test.each(BOTH)('keeps every value after the operator goes back from the summary: %j', async (options) => {
    const page = await openForm(options);
    await page.getByLabel('Merchant and mode').selectOption(`${server.tenant.merchantId}.live`);
    await onlyThese(page).check();
    await readCustomers(page).check();
    await page.getByLabel('Expires on').fill('2027-01-31');
    await page.getByLabel('Allowed addresses').fill('192.0.2.0/24');
    for (const goBack of [() => page.goBack(), () => page.getByRole('link', { name: 'Change' }).click()]) {
      await press(page, 'Review the key');
      await page.getByText('This key gives access to live data.').waitFor();
      await goBack();
      await page.getByRole('heading', { name: 'New key' }).waitFor();
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('narrow');
      expect(await page.getByLabel('Merchant and mode').inputValue()).toMatch(/\.live$/);
      expect(await onlyThese(page).isChecked()).toBe(true);
      expect(await page.locator('[type=checkbox]:checked').count()).toBe(1);
      expect(await page.getByLabel('Expires on').inputValue()).toBe('2027-01-31');
      expect(await page.getByLabel('Allowed addresses').inputValue()).toBe('192.0.2.0/24');
    }
  });

  test.each(BOTH)(
    'creates one key for a double click, and none when the operator goes back afterwards: %j',
    async (options) => {
      const before = await countKeys();
      const page = await openForm(options);
      await everything(page).check();
      await press(page, 'Review the key');
      await page.getByRole('button', { name: 'Create the key' }).dblclick();
      await page.getByRole('heading', { name: 'narrow' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'New key' }).waitFor();
      expect(await countKeys()).toBe(before + 1);
    },
  );

  test.each(LOOKS)('and the summary break no accessibility rule: %j', async (look) => {
    const page = await openForm(look);
    await page.getByLabel('Merchant and mode').selectOption(`${server.tenant.merchantId}.live`);
    await readCustomers(page).check();
    expect([await brokenRules(page), await overflow(page)]).toEqual([[], 0]);
    await press(page, 'Review the key');
    await page.getByRole('heading', { name: 'Create this key?' }).waitFor();
    expect([await brokenRules(page), await overflow(page)]).toEqual([[], 0]);
  });
});
