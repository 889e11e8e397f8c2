/**
 * Makes the screenshots of README: the API reference and the console of a server with fixed data and a fixed clock, in
 * light and dark. Request ids and durations differ from run to run. `make system-deps` installs Chromium.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { NOW, startExampleServer, TOKEN } from './example-server.ts';

/** The address that the pages show. Chromium sends its requests to the port of the example server. */
const SHOWN = 'http://127.0.0.1:4000';
const VIEWPORT = { width: 1280, height: 800 };
/** GitHub loads the pictures with README. */
const MOST_BYTES = 150_000;

const server = await startExampleServer();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    `--host-resolver-rules=MAP 127.0.0.1:4000 ${new URL(server.url).host}`,
  ],
});
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await openPage(browser, colorScheme);
    await page.goto(`${SHOWN}/docs#upsertCustomerByExternalId`);
    await save(page, `reference-${colorScheme}`);
    await signIn(page);
    await save(page, `console-${colorScheme}`);
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}

async function openPage(browser: Browser, colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({
    viewport: VIEWPORT,
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${SHOWN}/console`);
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Saves the visible part of a page as WebP, which is half as large as PNG. */
async function save(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const picture = await toWebp(page.context().browser() as Browser, await page.screenshot());
  if (picture.length > MOST_BYTES)
    throw new Error(`${name} has ${picture.length} bytes, more than ${MOST_BYTES}; make its window smaller.`);
  writeFileSync(join(import.meta.dirname, `${name}.webp`), picture);
  process.stdout.write(`${name}.webp ${picture.length} bytes\n`);
}

/** Converts a picture with the encoder of the browser. */
async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const url = await page.evaluate(
      async (source) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        return bytes.reduce((text, byte) => text + String.fromCharCode(byte), '');
      },
      `data:image/png;base64,${png.toString('base64')}`,
    );
    return Buffer.from(url, 'latin1');
  } finally {
    await page.close();
  }
}
