import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/http/docs/samples/languages.ts';
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

async function openWithClipboard() {
  const { page } = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(`${server.url}/docs`);
  return page;
}

describe('the copy buttons of the reference', () => {
  test('copy the code of their own block, each of them', async () => {
    const page = await openWithClipboard();
    const wrong = await page.evaluate(async () => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      const failed: string[] = [];
      const blocks = [...document.querySelectorAll('pre')].map((pre) => pre.parentElement as HTMLElement);
      for (const block of blocks) {
        await navigator.clipboard.writeText('');
        block.querySelector<HTMLButtonElement>('.copy')?.click();
        await new Promise((resolve) => setTimeout(resolve));
        const code = block.querySelector('code')?.textContent;
        if ((await navigator.clipboard.readText()) !== code) failed.push(code ?? 'no code');
      }
      return { failed, count: blocks.length };
    });
    expect(wrong.failed).toEqual([]);
    expect(wrong.count).toBeGreaterThan(40);
  });

  test.each(LANGUAGES.map(({ label }) => label))(
    'copy the sample that the page shows in %s',
    async (label) => {
      const page = await openWithClipboard();
      const section = page.locator('#upsertCustomerByExternalId');
      await section.locator('.code-bar select').selectOption(label);
      await page.locator(`main[data-language="${label}"]`).waitFor();
      await section.locator('.sample .copy').click();
      await section.getByText('Copied').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toBe(await section.locator('.sample code').textContent());
      if (label !== 'curl') expect(copied).not.toMatch(/^curl /);
    },
  );

  test('copy without a clipboard object, which a page has only with TLS or on this machine', async () => {
    const { page } = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.addInitScript(() => {
      const { clipboard } = navigator;
      Object.assign(globalThis, { realClipboard: clipboard });
      Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });
    });
    await page.goto(`${server.url}/docs`);
    await page.locator('#getEvent .sample .copy').click();
    await page.locator('#getEvent').getByText('Copied').waitFor();
    const copied = await page.evaluate(() =>
      (globalThis as unknown as { realClipboard: Clipboard }).realClipboard.readText(),
    );
    expect(copied).toContain('/v2/events/');
  });
});
