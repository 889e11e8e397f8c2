import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { brokenRules, openBrowser, openPage } from './browser.ts';

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  server = await TestServer.start({ consoleToken: 'not-used-in-this-file' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

describe('the search of the reference', () => {
  test.each([
    ['retries', '#idempotency'],
    ['create or update a customer', '#upsertCustomerByExternalId'],
    ['postal_code', '#upsertCustomerByExternalId.body.postal_code'],
    ['starting_after', '#listCustomerInvoices.query.starting_after'],
    ['ip_not_allowed', '#error-permission_denied-ip_not_allowed'],
    ['orders:read', '#scope-orders-read'],
  ])('finds %s with the keyboard alone, and leads to it', async (query, hash) => {
    const { page, errors } = await openPage(browser, { viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/docs`);
    await page.keyboard.press('/');
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.type(query);
    const found = await page
      .locator('dialog li a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).hash));
    expect(found).toContain(hash);
    for (let step = 0; step <= found.indexOf(hash); step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${hash}`);
    expect(await page.locator('dialog[open]').count()).toBe(0);
    expect(await page.locator(hash.replace(/[.]/g, '\\.')).isVisible()).toBe(true);
    expect(errors).toEqual([]);
  });

  test('says how many results there are, closes with Escape and breaks no accessibility rule', async () => {
    const { page } = await openPage(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(`${server.url}/docs`);
    await page.getByRole('button', { name: 'Search' }).click();
    const dialog = page.locator('dialog');
    await dialog.locator('input').fill('qxzqxz');
    expect(await dialog.getByRole('status').innerText()).toBe('0 results');
    await dialog.locator('input').fill('customer');
    expect(await dialog.getByRole('status').innerText()).toMatch(/^\d+ results, the first 30 are shown$/);
    expect(await brokenRules(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
  });

  test('leaves a slash in a form alone', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${server.url}/docs#getCustomerByExternalId`);
    await page.locator('#getCustomerByExternalId .try summary').click();
    const field = page.locator('#getCustomerByExternalId').getByLabel('externalId');
    await field.fill('');
    await field.press('/');
    expect(await field.inputValue()).toBe('/');
    expect(await page.locator('dialog[open]').count()).toBe(0);
  });
});
