import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { brokenRules, LOOKS, openBrowser, openPage, overflow } from './browser.ts';

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

const UPSERT = '#upsertCustomerByExternalId';

describe('the reference in a browser', () => {
  test.each(LOOKS)(
    'breaks no accessibility rule and sends no request to another server: %j',
    async (look) => {
      const { page, errors } = await openPage(browser, look);
      await page.goto(`${server.url}/docs`);
      expect(await overflow(page)).toBe(0);
      expect(await brokenRules(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      expect(errors).toEqual([]);
    },
  );

  test('shows samples in the language chosen by keyboard, also after a reload', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${server.url}/docs`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.locator(`${UPSERT} .languages button`, { hasText: 'Python' }).focus();
    await page.keyboard.press('Enter');
    await page.reload();
    const shown = page.locator(`${UPSERT} .sample:visible`);
    expect(await shown.count()).toBe(1);
    expect(await shown.innerText()).toContain(`"${server.url}/v2/customers/external/practicehub/PAT-12345"`);
    expect(await shown.innerText()).toContain('requests.put(');
  });

  test('sends the form of an operation to this server, and shows the whole response', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${server.url}/docs${UPSERT}`);
    const attempt = page.locator(`${UPSERT} .try`);
    await attempt.locator('summary').click();
    await attempt.locator('[data-key]').fill(server.key);
    await attempt.getByLabel('externalId').fill('a/b c');
    await attempt.locator('textarea').fill('{"email":"tried@example.com","name":"<b>bold</b>"}');
    await attempt.getByRole('button', { name: 'Send' }).click();
    const response = attempt.locator('.response');
    await response.getByText('201').waitFor();
    const text = await response.innerText();
    expect(text).toContain('upsert-outcome: created');
    expect(text).toContain('"externalId": "a/b c"');
    expect(text).toContain('<b>bold</b>');
    expect(errors).toEqual([]);
  });

  test('shows all samples and no form without scripts', async () => {
    const { page } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(`${server.url}/docs${UPSERT}`);
    expect(await page.locator(`${UPSERT} .sample:visible`).count()).toBe(3);
    expect(await page.locator('.try:visible').count()).toBe(0);
    expect(await page.locator(`${UPSERT} h3`).isVisible()).toBe(true);
  });
});
