import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { brokenRules, openBrowser, openPage, overflow } from './browser.ts';

const TOKEN = 'a-token-for-the-browser';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await TestServer.start({ consoleToken: TOKEN });
});
afterEach(() => server.stop());

async function signIn(path: string, width = 1280) {
  const opened = await openPage(browser, { viewport: { width, height: 900 } });
  await opened.page.goto(`${server.url}/console`);
  await opened.page.getByLabel('Token').fill(TOKEN);
  await opened.page.getByRole('button', { name: 'Sign in' }).click();
  await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  await opened.page.goto(`${server.url}/console${path}`);
  return opened;
}

const state = (page: Page) => page.locator('#live-state');
const TIME = String.raw`\d\d:\d\d:\d\d UTC`;

describe('a live page of the console', () => {
  test('shows when it was updated, since when the server does not respond, and that it responds again', async () => {
    const { page } = await signIn('/requests');
    await state(page)
      .filter({ hasText: new RegExp(`^updated ${TIME}$`) })
      .waitFor();
    await page.route('**/console/**', (route) => route.abort());
    const gone = new RegExp(`^updated ${TIME} · not answering since ${TIME}$`);
    await state(page).filter({ hasText: gone }).waitFor();
    expect(await brokenRules(page)).toEqual([]);
    const first = await state(page).innerText();
    await page.waitForRequest('**/console/requests');
    expect(await state(page).innerText()).toBe(first);
    await page.unroute('**/console/**');
    await state(page)
      .filter({ hasText: new RegExp(`^updated ${TIME}$`) })
      .waitFor();
  });

  test('shows that the server does not respond if it responds with an error', async () => {
    const { page } = await signIn('/requests');
    await page.route('**/console/**', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
    await state(page).filter({ hasText: 'not answering since' }).waitFor();
  });

  test.each([1280, 390])(
    'asks for the token in place after the session has ended, and keeps its place and its forms at %d px',
    async (width) => {
      const { page } = await signIn('/requests?only=problems', width);
      server.now += 12 * 60 * 60 * 1000;
      const token = page.getByLabel('Token');
      await token.waitFor();
      expect(await brokenRules(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await token.fill('a wrong token');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('This token is wrong').waitFor();
      await token.fill(TOKEN);
      await token.press('Enter');
      await token.waitFor({ state: 'hidden' });
      expect(page.url()).toBe(`${server.url}/console/requests?only=problems`);
      await server.as().get('/v2/customers?limit=nonsense');
      await page.locator('#live .badge', { hasText: '400' }).first().waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${server.url}/console/sign-in`);
    },
  );

  test('shows the status of each request on a screen of 390 px', async () => {
    await server.as(null).get('/v2/customers');
    await server.as().get('/v2/customers');
    const { page } = await signIn('/requests', 390);
    const badges = page.locator('td .badge.s4, td .badge.s2');
    await badges.first().waitFor();
    for (const badge of await badges.all()) {
      const box = await badge.boundingBox();
      expect((box?.x ?? 999) + (box?.width ?? 0)).toBeLessThan(390);
    }
  });
});
