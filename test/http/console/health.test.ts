import { expect, test } from 'vitest';
import { RequestFigures } from '../../../src/http/console/health/request-figures.ts';
import { showBytes, showDuration } from '../../../src/http/console/show-quantity.ts';
import type { AccessLogEntry, RequestContext } from '../../../src/http/request/request-context.ts';
import { TestServer } from '../../support/test-server.ts';
import { Operator, openConsole, TOKEN } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

/** Returns the value of each figure of the page by its name. */
async function readFigures(by = operator): Promise<Record<string, string>> {
  const { text } = await by.get('/console/health');
  return Object.fromEntries(
    [...text.matchAll(/<dt>([^<]+)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, name, value]) => [name, value]),
  );
}

test('the health page shows version, uptime, errors, durations, the database and the free space', async () => {
  await server.as().put('/v2/customers/external/crm/1').send({ email: 'one@example.com' });
  await server.as(null).get('/v2/customers');
  await expect.poll(async () => (await readFigures()).Requests).toBe('2');
  expect(await readFigures()).toMatchObject({
    Version: '1.2.3',
    Uptime: expect.stringMatching(/^\d+ d/),
    Database: 'responds',
    'Server errors (5xx)': '0 (0.0 %)',
    'Client errors (4xx)': '1 (50.0 %)',
    'Duration, median': expect.stringMatching(/^\d+\.\d ms$/),
    'Duration, 95th percentile': expect.stringMatching(/^\d+\.\d ms$/),
    'Writes that wait': '0',
    WAL: expect.stringMatching(/^[\d.]+ [KMG]iB$/),
    'Free on the disk': expect.stringMatching(/^[\d.]+ [KMG]iB$/),
  });
});

test('the health page shows the findings of the checks after the operator has run them', async () => {
  expect((await operator.get('/console/health')).text).toContain('The checks have not run');
  expect((await operator.post('/console/health/checks', {})).headers.location).toBe('/console/health');
  await expect
    .poll(async () => (await operator.get('/console/health')).text, { timeout: 20_000 })
    .toContain('every page is sound');
  const { text } = await operator.get('/console/health');
  expect(text).toContain('<span class="badge active">good</span></td><td>integrity</td>');
});

test('the health page says that the database does not respond', async () => {
  const broken = await TestServer.start({ consoleToken: TOKEN });
  const visitor = await Operator.signedIn(broken);
  broken.store.ping = () => Promise.reject(new Error('no'));
  broken.store.figures = () => Promise.reject(new Error('no'));
  const { status, text } = await visitor.get('/console/health');
  expect([status, text.includes('The database does not respond.')]).toEqual([200, true]);
  visitor.close();
  await broken.stop();
});

test('the figures of requests cover the last 15 minutes', () => {
  let now = 0;
  const figures = new RequestFigures(() => now);
  const record = (status: number, milliseconds: number) =>
    figures.record({ status, milliseconds } as AccessLogEntry, {} as RequestContext);
  expect(figures.summary()).toEqual({
    requests: 0,
    clientErrors: 0,
    serverErrors: 0,
    p50: undefined,
    p95: undefined,
  });
  for (let count = 0; count < 95; count += 1) record(200, 1);
  for (let count = 0; count < 5; count += 1) record(500, 1000);
  expect(figures.summary()).toMatchObject({ requests: 100, serverErrors: 5 });
  expect(figures.summary().p50).toBeCloseTo(1, 1);
  now = 14 * 60_000;
  record(404, 99_999_999);
  expect(figures.summary()).toMatchObject({ requests: 101, clientErrors: 1, serverErrors: 5 });
  expect(figures.summary().p95).toBeGreaterThan(990);
  now = 15 * 60_000;
  expect(figures.summary()).toMatchObject({ requests: 1, clientErrors: 1, serverErrors: 0 });
  now = 29 * 60_000;
  record(200, 2);
  expect(figures.summary()).toMatchObject({ requests: 1, clientErrors: 0 });
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [90_000, '1 min 30 s'],
  [3_600_000, '1 h 0 min'],
  [90_061_000, '1 d 1 h'],
])('%d milliseconds are shown as %s', (milliseconds, shown) => {
  expect(showDuration(milliseconds)).toBe(shown);
});

test.each([
  [0, '0 KiB'],
  [1, '1 KiB'],
  [1024 * 1024 - 1, '1024 KiB'],
  [12.5 * 1024 * 1024, '12.5 MiB'],
  [3 * 1024 ** 3, '3.0 GiB'],
])('%d bytes are shown as %s', (bytes, shown) => {
  expect(showBytes(bytes)).toBe(shown);
});
