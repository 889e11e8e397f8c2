import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { brokenRules, openBrowser, openPage, overflow } from './browser.ts';

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
const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1440, 1024, 390].map((width) => ({ colorScheme, viewport: { width, height: 900 } })),
);

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

  test.each(['Light', 'Dark'])('keeps the theme %s, chosen by keyboard, after a reload', async (theme) => {
    const other = theme === 'Light' ? 'dark' : 'light';
    const { page } = await openPage(browser, { colorScheme: other });
    await page.goto(`${server.url}/docs`);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await paper();
    await page.getByLabel('Theme').focus();
    await page.keyboard.press(theme === 'Light' ? 'ArrowDown' : 'End');
    expect(await paper()).not.toBe(before);
    const chosen = await paper();
    await page.reload();
    expect(await paper()).toBe(chosen);
    expect(await page.getByLabel('Theme').inputValue()).toBe(theme);
  });

  test('breaks the path of an operation behind a slash, and never inside of a parameter, at 390 pixels', async () => {
    const { page } = await openPage(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(`${server.url}/docs`);
    const lines = await page.evaluate(() =>
      [...document.querySelectorAll('#main .path')].flatMap((path) => {
        const broken = [...path.querySelectorAll('span')].filter((name) => name.getClientRects().length > 1);
        return broken.map((name) => name.textContent);
      }),
    );
    expect(lines).toEqual([]);
    const heights = await page.evaluate(() =>
      [...document.querySelectorAll('.endpoint .path')].map((path) => path.getBoundingClientRect().height),
    );
    expect(Math.max(...heights)).toBeGreaterThan(1.5 * Math.min(...heights));
    expect(await overflow(page)).toBe(0);
  });

  test('opens and closes all details of an operation with one button', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${server.url}/docs${UPSERT}`);
    const closed = page.locator(`${UPSERT} .words details:not([open])`);
    const count = await closed.count();
    expect(count).toBeGreaterThan(5);
    await page.locator(UPSERT).getByRole('button', { name: 'Expand all' }).press('Enter');
    expect(await closed.count()).toBe(0);
    await page.locator(UPSERT).getByRole('button', { name: 'Collapse all' }).press('Enter');
    expect(await closed.count()).toBe(count);
  });

  test('reaches each control of the header and of an operation by the Tab key alone', async () => {
    const { page } = await openPage(browser, { viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/docs`);
    const active = () =>
      page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        return element.ariaLabel ?? element.textContent ?? '';
      });
    await page.keyboard.press('Tab');
    expect(await active()).toBe('Skip to the content');
    const reached: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(await active());
    }
    expect(reached).toEqual(expect.arrayContaining(['Search /', 'OpenAPI', 'Console', 'Theme']));
    await page.locator(`${UPSERT} .expand`).focus();
    const inOperation: string[] = [];
    for (let step = 0; step < 80; step += 1) {
      await page.keyboard.press('Tab');
      inOperation.push(await active());
    }
    for (const control of ['Language of the samples', 'Copy', 'Try it on this server', 'Common errors']) {
      expect(inOperation, control).toContain(control);
    }
  });

  test('shows the samples of each language, and no form, without scripts', async () => {
    const { page } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(`${server.url}/docs${UPSERT}`);
    expect(await page.locator(`${UPSERT} .sample`).innerText()).toContain('curl ');
    expect(await page.locator('.try:visible').count()).toBe(0);
    expect(await page.locator(`${UPSERT} h3`).isVisible()).toBe(true);
    for (const [name, text] of [
      ['PHP', 'curl_setopt'],
      ['C#', 'HttpClient'],
    ] as const) {
      await page.getByRole('link', { name, exact: true }).click();
      expect(await page.locator(`${UPSERT} .sample`).innerText()).toContain(text);
    }
  });
});
