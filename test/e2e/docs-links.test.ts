import type { Browser, Page } from 'playwright-core';
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

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Returns the distance of an element from the top of the window, when the page has come to rest. */
function topOf(page: Page, id: string): Promise<number> {
  return page.evaluate(async (name) => {
    const element = document.getElementById(name);
    const frame = () => new Promise(requestAnimationFrame);
    let top = Number.NaN;
    for (let next = element?.getBoundingClientRect().top; next !== top; await frame()) {
      top = next ?? Number.NaN;
      await frame();
      next = element?.getBoundingClientRect().top;
    }
    return top;
  }, id);
}

/** Returns whether the header hides the top of an element. */
function isCovered(page: Page, id: string): Promise<boolean> {
  return page.evaluate((name) => {
    const { top } = document.getElementById(name)?.getBoundingClientRect() ?? new DOMRect();
    const bar = document.querySelector('.bar')?.getBoundingClientRect() ?? new DOMRect();
    return bar.bottom > top && bar.bottom > 0;
  }, id);
}

const idsOf = (page: Page, selector: string) =>
  page.evaluate(
    (links) => [...document.querySelectorAll<HTMLAnchorElement>(links)].map(({ hash }) => hash.slice(1)),
    selector,
  );

describe('links of the reference', () => {
  test.each(SIZES)('end at their target when the page opens with them: %j', async (viewport) => {
    const { page } = await openPage(browser, { viewport });
    await page.goto(`${server.url}/docs`);
    const fields = (await idsOf(page, '.fields dt a')).filter((_, index) => index % 60 === 0);
    const rows = await page.evaluate(() => [...document.querySelectorAll('tr[id]')].map(({ id }) => id));
    const ids = [...(await idsOf(page, '.contents a')), ...rows.slice(0, 3), ...fields];
    expect(ids.length).toBeGreaterThan(25);
    for (const id of ids) {
      await page.goto('about:blank');
      await page.goto(`${server.url}/docs#${id}`);
      expect(await topOf(page, id), id).toBeGreaterThanOrEqual(0);
      expect(await topOf(page, id), id).toBeLessThan(200);
      expect(await isCovered(page, id), id).toBe(false);
    }
  });

  test.each(SIZES)(
    'end at their target at the first click, and the contents mark it: %j',
    async (viewport) => {
      const { page } = await openPage(browser, { viewport });
      await page.goto(`${server.url}/docs`);
      for (const id of await idsOf(page, '.contents a')) {
        const contents = page.locator('.contents details');
        if (!(await contents.getAttribute('open').then((open) => open !== null))) {
          await contents.locator('summary').click();
        }
        await page.locator(`.contents a[href="#${id}"]`).click();
        expect(await topOf(page, id), id).toBeGreaterThanOrEqual(0);
        expect(await topOf(page, id), id).toBeLessThan(200);
        expect(await idsOf(page, '.contents [aria-current]'), id).toEqual([id]);
      }
    },
  );

  test('open the details around the field to which they lead', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${server.url}/docs#upsertCustomerByExternalId.201.data.externalRefs.linkedAt`);
    expect(await page.locator('dt:target').isVisible()).toBe(true);
    expect(await page.locator('dt:target').innerText()).toContain('linkedAt');
  });
});

describe('the choice of a language', () => {
  test.each(SIZES)('keeps the reading position for each language: %j', async (viewport) => {
    const { page, errors } = await openPage(browser, { viewport });
    await page.goto(`${server.url}/docs`);
    for (const id of ['getCustomer', 'listEvents']) {
      const select = page.locator(`#${id} .code-bar select`);
      await select.scrollIntoViewIfNeeded();
      for (const { label } of LANGUAGES.toReversed()) {
        const before = await topOf(page, id);
        await select.selectOption(label);
        await page.locator(`main[data-language="${label}"]`).waitFor();
        expect(Math.abs((await topOf(page, id)) - before), `${id} ${label}`).toBeLessThan(2);
      }
    }
    expect(errors).toEqual([]);
  });

  test.each(LANGUAGES.map(({ label }) => label))(
    'shows each sample in %s, with the address of this server, also after a reload',
    async (label) => {
      const { page } = await openPage(browser);
      await page.goto(`${server.url}/docs`);
      const inCurl = await page.locator('.sample code').allInnerTexts();
      await page.locator('.code-bar select').first().selectOption(label);
      await page.locator(`main[data-language="${label}"]`).waitFor();
      const shown = await page.locator('.sample code').allInnerTexts();
      if (label !== 'curl') expect(shown.filter((text) => inCurl.includes(text))).toEqual([]);
      for (const text of shown) expect(text).toContain(server.url);
      expect(shown.join('\n')).not.toMatch(/UPSERTD_(?!API_KEY)/);
      await page.reload();
      await page.locator(`main[data-language="${label}"]`).waitFor();
      await expect.poll(() => page.locator('.sample code').allInnerTexts()).toEqual(shown);
    },
  );
});
