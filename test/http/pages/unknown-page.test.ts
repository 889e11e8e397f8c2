import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../support/test-server.ts';

/** What Chromium sends when a reader opens a URL. */
const BROWSER = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8' };

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ consoleToken: 'not-used-in-this-file' });
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = BROWSER) =>
  fetch(server.url + path, { headers, redirect: 'manual' });

describe('a path without a page', () => {
  test.each(['/', '/docs/'])('%s leads a browser to the reference', async (path) => {
    const response = await get(path);
    expect([response.status, response.headers.get('location')]).toEqual([302, '/docs']);
  });

  test.each(['/typo', '/docs/typo', '/%3Cscript%3E', '/Docs'])(
    '%s shows a browser a page with links to what the server has',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      const page = await response.text();
      expect(page).not.toContain('typo');
      const links = [...page.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, link = '']) => link);
      expect(links).toEqual(expect.arrayContaining(['/docs', '/console', '/openapi.yaml']));
      for (const link of links) expect((await fetch(server.url + link)).status, link).toBe(200);
    },
  );

  test.each(['/', '/docs/', '/typo'])(
    '%s is the JSON of the API to a client that does not ask for HTML',
    async (path) => {
      for (const headers of [{ Accept: '*/*' }, { Accept: 'application/json' }]) {
        const response = await get(path, headers);
        expect(response.status).toBe(401);
        expect((await response.json()).error.code).toBe('unauthenticated');
      }
    },
  );

  test.each(['/v2/customers', '/v2/typo', '/v2/'])(
    '%s is the JSON of the API to a browser as well',
    async (path) => {
      const response = await get(path);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    },
  );

  test.each(['/healthz', '/openapi.json', '/docs'])('%s stays what it is to a browser', async (path) => {
    expect((await get(path)).status).toBe(200);
  });
});

test('a server without pages responds to a browser with the JSON of the API', async () => {
  const bare = await TestServer.start();
  const response = await fetch(`${bare.url}/`, { headers: BROWSER });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    401,
    expect.stringMatching(/json/),
  ]);
  await bare.stop();
});
