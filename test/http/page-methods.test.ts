import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ consoleToken: 'a-token-for-the-tests' });
});
afterAll(() => server.stop());

describe('a path of the API reference or of the console', () => {
  test.each([
    ['DELETE', '/docs', 'GET, HEAD'],
    ['POST', '/docs/openapi.json', 'GET, HEAD'],
    ['PUT', '/docs/docs.css', 'GET, HEAD'],
    ['DELETE', '/console', 'GET, HEAD'],
    ['POST', '/console/customers', 'GET, HEAD'],
    ['PATCH', '/console/requests/1', 'GET, HEAD'],
    ['PUT', '/console/console.js', 'GET, HEAD'],
    ['DELETE', '/console/sign-in', 'GET, HEAD, POST'],
    ['PUT', '/console/keys', 'GET, HEAD, POST'],
    ['GET', '/console/keys/1/revoke', 'POST'],
    ['GET', '/console/sign-out', 'POST'],
    ['DELETE', '/console/events', 'GET, HEAD'],
    ['POST', '/console/sync-states/1', 'GET, HEAD'],
    ['DELETE', '/console/merchants', 'GET, HEAD'],
    ['GET', '/console/health/checks', 'POST'],
  ])(
    'refuses %s %s with 405 and the permitted methods, %s, also without a session',
    async (method, path, allow) => {
      const { status, headers, text } = await new RawClient(server.url).send(method, path, {});
      expect([status, headers.allow]).toEqual([405, allow]);
      expect(JSON.parse(text).error.code).toBe('method_not_allowed');
    },
  );
});
