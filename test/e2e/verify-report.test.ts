import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { htmlReport } from '../../src/verify/report/html.ts';
import { junitReport } from '../../src/verify/report/junit.ts';
import { ExchangeShower } from '../../src/verify/report/show-exchange.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { anOutcome, KEY } from '../verify/an-outcome.ts';

const outcome = anOutcome();
const shower = new ExchangeShower({ main: KEY });
let browser: Browser;
let address: string;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const file = join(tempFolder(afterAll), 'verify.html');
  writeFileSync(file, htmlReport(outcome, shower));
  address = pathToFileURL(file).href;
});
afterAll(() => browser.close());

interface Opened {
  readonly page: Page;
  /** The requests of the browser besides the page, and its console messages. */
  readonly trouble: string[];
}

async function open(look: { width?: number; colorScheme?: 'light' | 'dark' } = {}): Promise<Opened> {
  const { width = 1200, colorScheme = 'light' } = look;
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  const trouble: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== address) trouble.push(request.url());
  });
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  await page.goto(address);
  return { page, trouble };
}

test('the report shows the failed rules, sends no request, and does not violate its Content-Security-Policy', async () => {
  const { page, trouble } = await open();
  expect(await page.title()).toBe('The target breaks the contract: http://127.0.0.1:4000');
  const article = page.locator('article');
  expect(await article.count()).toBe(1);
  expect(await article.getByRole('heading').innerText()).toBe('older is applied.');
  expect(await article.innerText()).toContain('<script>alert("1")</script>');
  expect(await page.locator('.counts').innerText()).toMatch(/1\s+passed\s+1\s+failed\s+1\s+not run/);
  // The browser applies the style only if the policy contains its hash.
  expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).not.toBe('none');
  expect(trouble).toEqual([]);
});

test('the Content-Security-Policy of the report blocks injected scripts and requests', async () => {
  const { page } = await open();
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "smuggled"';
    document.body.append(script);
    return document.title;
  });
  expect(ran).not.toBe('smuggled');
});

test('the search and the filter of the report show only the rules that match', async () => {
  const { page, trouble } = await open();
  const visible = () => page.locator('li[data-outcome]:visible').count();
  await page.getByLabel('Outcome').selectOption('failed');
  expect(await visible()).toBe(1);
  expect(await page.locator('article:visible').count()).toBe(1);
  await page.getByLabel('Outcome').selectOption('');
  await page.getByLabel('Search').fill('newer');
  expect(await visible()).toBe(1);
  expect(await page.locator('#shown').innerText()).toBe('1 rules shown');
  expect(await page.locator('article:visible').count()).toBe(0);
  expect(trouble).toEqual([]);
});

test('the report is not wider than the screen of a phone', async () => {
  const { page } = await open({ width: 360 });
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('the report can be used by keyboard: it opens a group and follows the link of a rule to its failure', async () => {
  const { page } = await open();
  const summary = page.locator('summary', { hasText: 'The <stale> rule' });
  await summary.focus();
  await page.keyboard.press('Enter');
  const link = page.getByRole('link', { name: 'older is applied.' });
  expect(await link.isVisible()).toBe(true);
  await page.keyboard.press('Tab');
  expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).hash).toBe('#behaviour.stale.older');
  expect(await page.locator(':target').count()).toBe(1);
});

test.each(['light', 'dark'] as const)(
  'each text of the report has enough contrast in the %s color scheme',
  async (colorScheme) => {
    const { page } = await open({ colorScheme });
    const ratios = await page.evaluate(() => {
      const luminance = (color: string) => {
        const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => Number(part) / 255);
        const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
      };
      const backgroundOf = (element: Element | null): string => {
        const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
        return color === 'rgba(0, 0, 0, 0)' ? backgroundOf(element?.parentElement ?? null) : color;
      };
      for (const details of document.querySelectorAll('details')) details.open = true;
      return [...document.body.querySelectorAll('*')]
        .filter((element) =>
          [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim()),
        )
        .map((element) => {
          const pair = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))].sort(
            (a, b) => b - a,
          );
          return {
            text: element.textContent?.trim().slice(0, 40),
            ratio: ((pair[0] ?? 0) + 0.05) / ((pair[1] ?? 0) + 0.05),
          };
        });
    });
    expect(ratios.length).toBeGreaterThan(20);
    expect(ratios.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 26)');
  },
);

test('the JUnit report is XML with the counts that CI systems read', async () => {
  const { page } = await open();
  const read = await page.evaluate(
    (xml) => {
      const parsed = new DOMParser().parseFromString(xml, 'application/xml');
      const count = (selector: string) => parsed.querySelectorAll(selector).length;
      return {
        errors: count('parsererror'),
        cases: count('testcase'),
        failures: count('failure'),
        skipped: count('skipped'),
      };
    },
    junitReport(outcome, shower),
  );
  expect(read).toEqual({ errors: 0, cases: 3, failures: 1, skipped: 1 });
});
