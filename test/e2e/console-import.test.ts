import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportConsole, openImportConsole } from '../cli/console-import.ts';
import { TOKEN } from '../http/console/operator.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { brokenRules, openBrowser, openPage, overflow } from './browser.ts';

const CSV = `Customer ID,First Name,Last Name,Email,Shoe size
PAT-1,Kari,Berg,kari@example.com,41
PAT-2,Ola,Dal,no address,42
PAT-3,Per,Vik,per@example.com,43
`;
const WIDTHS = [1440, 1024, 390];
const SCHEMES = ['light', 'dark'] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Moves the focus with the Tab key. @throws Error if the keyboard does not reach the element. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let count = 0; count < 100; count += 1) {
    await page.keyboard.press('Tab');
    if (await element.evaluate((node) => node === document.activeElement)) return;
  }
  throw new Error('The Tab key does not reach the element.');
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole('button', { name, exact: true }));
  await page.keyboard.press('Enter');
}

/** Waits until a page shows an element. Without scripts, the operator reloads the page. */
async function shown(page: Page, element: Locator, hasScripts: boolean): Promise<void> {
  while (!(await element.isVisible())) {
    await page.waitForTimeout(500);
    if (!hasScripts) await page.reload();
  }
}

/** Checks a page in each width and colour scheme. */
async function check(page: Page): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect([await brokenRules(page), await overflow(page)]).toEqual([[], 0]);
    }
  }
}

async function signIn(page: Page, { served }: ImportConsole): Promise<void> {
  await page.goto(`${served.url}/console`);
  await page.locator('input:focus').waitFor();
  await page.keyboard.type(TOKEN);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

test.each([true, false])(
  'an operator imports a file into live data with the keyboard alone, with scripts: %j',
  async (javaScriptEnabled) => {
    const console = await openImportConsole(tempFolder());
    const { page, errors } = await openPage(browser, { javaScriptEnabled });
    await signIn(page, console);
    await tabTo(page, page.getByRole('link', { name: 'Customers' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('link', { name: 'Import a file' }));
    await page.keyboard.press('Enter');

    await tabTo(page, page.getByLabel('Merchant and mode'));
    await page.keyboard.press('ArrowDown');
    await tabTo(page, page.getByLabel('Source'));
    await page.keyboard.type('practicehub');
    await tabTo(page, page.getByLabel('File'));
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Space');
    await (await chooser).setFiles({ name: 'patients.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    if (javaScriptEnabled) await check(page);
    await press(page, 'Upload');

    const shoe = page.getByLabel('Shoe size');
    await shown(page, shoe, javaScriptEnabled);
    await tabTo(page, shoe);
    await page.keyboard.type('custom_fields');
    await press(page, 'Update the preview');
    await shown(page, page.getByRole('columnheader', { name: 'custom_fields' }), javaScriptEnabled);
    if (javaScriptEnabled) await check(page);
    await press(page, 'Start the dry run');

    const confirm = page.getByLabel('Type the name of the merchant');
    await shown(page, confirm, javaScriptEnabled);
    if (javaScriptEnabled) await check(page);
    await tabTo(page, confirm);
    await page.keyboard.type('My merchant');
    await press(page, 'Import into live data');
    const result = page.getByText('The import is complete. Some rows were rejected.');
    await shown(page, result, javaScriptEnabled);
    if (javaScriptEnabled) await check(page);
    const download = page.waitForEvent('download');
    await tabTo(page, page.getByRole('link', { name: 'Download the rejected rows' }));
    await page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toBe('patients.csv.rejected.csv');
    await tabTo(page, page.getByRole('link', { name: 'Show the customers' }));
    await page.keyboard.press('Enter');
    await page.getByText('kari@example.com').waitFor();
    expect(errors).toEqual([]);
  },
);

test('the progress page shows how far an import is, and opens the result when it has ended', async () => {
  const console = await openImportConsole(tempFolder(), '--rate-limit', 'sandbox=300/5');
  const { page, errors } = await openPage(browser);
  await signIn(page, console);
  await page.goto(`${console.served.url}/console/imports`);
  const rows = Array.from({ length: 2000 }, (_, at) => `P${at},p${at}@progress.example.com\n`).join('');
  const buffer = Buffer.from(`external_id,email\n${rows}`);
  await page.getByLabel('Source').fill('crm');
  await page.getByLabel('File').setInputFiles({ name: 'many.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.getByRole('button', { name: 'Start the dry run' }).click();
  await page.getByRole('heading', { name: 'The dry run is running' }).waitFor();
  await page.getByRole('progressbar').waitFor();
  await check(page);
  await page.getByRole('button', { name: 'Import into sandbox data' }).click();
  await page.getByText('Every row was imported.').waitFor();
  expect(errors).toEqual([]);
});
