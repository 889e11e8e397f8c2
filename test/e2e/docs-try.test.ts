import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { openBrowser, openPage } from './browser.ts';

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

/** Opens the page at an operation, with its form open. */
async function openForm(operation: string, options: BrowserContextOptions = {}) {
  const { page, errors } = await openPage(browser, options);
  await page.goto(`${server.url}/docs${operation}`);
  const attempt = page.locator(`${operation} .try`);
  await attempt.locator('summary').first().click();
  return { page, errors, attempt, sample: page.locator(`${operation} .sample code`) };
}

async function chooseLanguage(page: Page, operation: string, label: string) {
  await page.locator(`${operation} .code-bar select`).selectOption(label);
  await page.locator(`main[data-language="${label}"]`).waitFor();
}

describe('the form of an operation', () => {
  test('sends a request to this server, and shows status, time, size, headers and the highlighted body', async () => {
    const { errors, attempt } = await openForm(UPSERT);
    await attempt.locator('[data-key]').fill(server.key);
    await attempt.getByLabel('externalId').fill('a/b c');
    await attempt.locator('textarea').fill('{"email":"tried@example.com","name":"<b>bold</b>"}');
    await attempt.getByRole('button', { name: 'Send' }).click();
    const response = attempt.locator('.response');
    await response.locator('.status', { hasText: '201' }).waitFor();
    expect(await response.innerText()).toMatch(/201\s+\d+ ms · (\d+ bytes|\d+\.\d kB)/);
    await response.getByText('Headers').click();
    const text = await response.innerText();
    expect(text).toContain('upsert-outcome: created');
    expect(text).toContain('"externalId": "a/b c"');
    expect(text).toContain('<b>bold</b>');
    expect(await response.locator('.hljs-attr', { hasText: '"email"' }).count()).toBe(1);
    expect(await response.getByRole('button', { name: 'Copy' }).count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('shows what the reader types in the samples of each language', async () => {
    const { page, attempt, sample } = await openForm(UPSERT);
    await attempt.getByLabel('externalId').fill("O'Neil/7");
    await attempt.getByLabel('If-Match').fill('"3"');
    await attempt.locator('textarea').fill('{"email":"typed@example.com","active":true}');
    for (const [label, target, condition, body] of [
      ['curl', '/practicehub/O%27Neil%2F7', `'If-Match: "3"'`, '{"email":"typed@example.com","active":true}'],
      ['TypeScript', `'O\\'Neil/7'`, `ifMatch: '"3"'`, '{"email":"typed@example.com","active":true}'],
      ['Python', '/practicehub/O%27Neil%2F7', `"If-Match": "\\"3\\""`, '"active":True'],
      ['Java', '/practicehub/O%27Neil%2F7', `"If-Match", "\\"3\\""`, '"active":true'],
    ] as const) {
      await chooseLanguage(page, UPSERT, label);
      await expect.poll(() => sample.innerText(), { message: label }).toContain(target);
      expect(await sample.innerText(), label).toContain(condition);
      expect(await sample.innerText(), label).toContain(body);
    }
  });

  test('shows a query parameter in the sample only if it has a value', async () => {
    const { attempt, sample } = await openForm('#listCustomers');
    expect(await sample.innerText()).not.toContain('?');
    await attempt.getByLabel('search').fill('a&b');
    await attempt.getByLabel('limit').fill('5');
    await expect.poll(() => sample.innerText()).toContain('/v2/customers?limit=5&search=a%26b');
    await attempt.getByLabel('search').fill('');
    await expect.poll(() => sample.innerText()).toContain("/v2/customers?limit=5'");
  });

  test('reports a body that is not JSON, and the sample keeps the last body that was', async () => {
    const { attempt, sample } = await openForm(UPSERT);
    await attempt.locator('textarea').fill('{"email":"first@example.com"}');
    await expect.poll(() => sample.innerText()).toContain('first@example.com');
    await attempt.locator('textarea').fill('{"email":"second');
    await attempt.getByText('This is not JSON').waitFor();
    expect(await sample.innerText()).toContain('first@example.com');
    await attempt.locator('textarea').fill('{"email":"second@example.com"}');
    await expect.poll(() => sample.innerText()).toContain('second@example.com');
    expect(await attempt.getByText('This is not JSON').count()).toBe(0);
  });

  test('uses what the reader types before its script has loaded, and sends nothing before that', async () => {
    const { page } = await openPage(browser);
    const { promise: loading, resolve: load } = Promise.withResolvers<void>();
    await page.route('**/docs-try.js', async (route) => {
      await loading;
      await route.continue();
    });
    await page.goto(`${server.url}/docs${UPSERT}`);
    const attempt = page.locator(`${UPSERT} .try`);
    await attempt.locator('summary').first().click();
    await attempt.locator('[data-key]').fill(server.key);
    await attempt.locator('textarea').fill('{"email":"early');
    await attempt.getByLabel('externalId').press('Enter');
    expect(await attempt.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    expect(page.url()).toBe(`${server.url}/docs${UPSERT}`);
    load();
    await attempt.getByText('This is not JSON').waitFor();
    await expect.poll(() => page.locator('#listEvents [data-key]').inputValue()).toBe(server.key);
    await expect.poll(() => attempt.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
  });

  test('puts the chosen example into the body and the sample', async () => {
    const { attempt, sample } = await openForm('#batchUpsertCustomers');
    expect(await sample.innerText()).toContain('amina.yusuf@example.com');
    await attempt.getByLabel('Example').selectOption('empty');
    await expect.poll(() => sample.innerText()).toContain('"customers": []');
    expect(JSON.parse(await attempt.locator('textarea').inputValue()).customers).toEqual([]);
  });

  test('keeps the key for all forms of the tab, after a reload, and not for another tab', async () => {
    const { page, attempt } = await openForm(UPSERT);
    await attempt.locator('[data-key]').fill(server.key);
    await page.reload();
    await page.locator('#listEvents .try summary').first().click();
    const field = page.locator('#listEvents [data-key]');
    await expect.poll(() => field.inputValue()).toBe(server.key);
    const other = await page.context().newPage();
    await other.goto(`${server.url}/docs`);
    await other.locator('#listEvents .try summary').first().click();
    await other.locator('main').waitFor();
    expect(await other.locator('#listEvents [data-key]').inputValue()).toBe('');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(server.key);
  });

  test('is within reach beside the words, although it is longer than the window', async () => {
    const { page, attempt } = await openForm(UPSERT, { viewport: { width: 1440, height: 900 } });
    const before = await page.evaluate(() => scrollY);
    await attempt.getByLabel('x-api-key').hover();
    await page.mouse.wheel(0, 5000);
    const bottom = page.locator(`${UPSERT} .examples details`).last();
    await expect.poll(async () => (await bottom.boundingBox())?.y).toBeLessThan(900);
    expect(await page.evaluate(() => scrollY)).toBe(before);
  });

  test('reports a server that does not respond', async () => {
    const { page, attempt } = await openForm('#listEvents');
    await page.route('**/v2/events', (route) => route.abort());
    await attempt.locator('[data-key]').fill(server.key);
    await attempt.getByRole('button', { name: 'Send' }).click();
    await attempt.getByText('No response').waitFor();
    expect(await attempt.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
  });
});
