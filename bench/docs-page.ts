/**
 * Measures how soon Chromium has loaded the API reference, compared to a page of one line of text, in turns.
 * `make system-deps` installs Chromium.
 */
import { chromium } from 'playwright-core';
import { loadContract } from '../src/contract/load.ts';
import { docsRoutes } from '../src/http/docs/docs-routes.ts';
import { createMockApi } from '../src/http/server/create-mock-api.ts';
import { listen } from '../src/http/server/listen.ts';
import { median } from './median.ts';

const ROUNDS = 9;

const contract = loadContract();
const api = createMockApi({
  contract,
  respond: () => Promise.reject(new Error('This server receives no API requests.')),
  pages: [docsRoutes({ contract, hasConsole: false })],
});
const { url, drain } = await listen(api.listener, { host: '127.0.0.1', port: 0 });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});

interface Look {
  /** From the request until the page's scripts have run, as the browser reports it. */
  readonly milliseconds: number;
  /** Bytes transferred for the page and everything that it loads. */
  readonly bytes: number;
}

/** Loads a page with an empty cache. */
async function look(path: string): Promise<Look> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url + path);
    return await page.evaluate(() => {
      const entries = performance.getEntries() as PerformanceResourceTiming[];
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return {
        milliseconds: navigation?.domContentLoadedEventEnd ?? Number.NaN,
        bytes: entries.reduce((sum, { transferSize = 0 }) => sum + transferSize, 0),
      };
    });
  } finally {
    await context.close();
  }
}

function show(name: string, { milliseconds, bytes }: Look): void {
  console.log(`${name.padEnd(44)}${milliseconds.toFixed(0).padStart(6)} ms ${`${bytes}`.padStart(7)} bytes`);
}

try {
  const first = await look('/docs');
  const looks: Record<'reference' | 'line', Look[]> = { reference: [], line: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    looks.reference.push(await look('/docs'));
    looks.line.push(await look('/healthz'));
  }
  const [reference, line] = [looks.reference, looks.line].map((all) => ({
    milliseconds: median(all.map((one) => one.milliseconds)),
    bytes: median(all.map((one) => one.bytes)),
  })) as [Look, Look];
  show('reference, first load (the server renders it)', first);
  show(`reference, median of ${ROUNDS}`, reference);
  show(`one line of text, median of ${ROUNDS}`, line);
  console.log(`ratio${(reference.milliseconds / line.milliseconds).toFixed(1).padStart(45)}`);
} finally {
  await browser.close();
  await drain(0);
}
