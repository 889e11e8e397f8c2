import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const servedUrl = async (host: string, path = '/openapi.json') => {
  const { body, headers } = await server.as(null).get(path).set('Host', host).responseType('blob');
  expect(headers.vary).toContain('Host');
  return /"?url"?: ?"?([^",\s]+)/.exec(body.toString())?.[1];
};

describe('the URL of the server in the served spec', () => {
  test.each(['/openapi.json', '/openapi.yaml'])(
    'in %s is the requested URL on this machine',
    async (path) => {
      for (const host of [
        'localhost:4000',
        'LOCALHOST',
        'api.localhost:80',
        '127.0.0.1:1',
        '127.9.9.9',
        '[::1]:4000',
      ]) {
        expect(await servedUrl(host, path)).toBe(`http://${host}`);
      }
    },
  );

  test.each([
    'example.com',
    'localhost.example.com',
    'example-localhost',
    'localhost:123456',
    'localhost:4000/x',
    'user@localhost',
    '127.0.0.1.example.com',
    '127.0.0.1"',
    '[::2]',
    '',
  ])('is / if the host is %j, because a client may send any name', async (host) => {
    expect(await servedUrl(host)).toBe('/');
  });

  test('is the public URL, whatever the host is', async () => {
    const own = await TestServer.start({ publicUrl: 'https://api.example.com/crm' });
    const { body, headers } = await own.as(null).get('/openapi.json').set('Host', 'localhost:4000');
    expect(body.servers).toEqual([expect.objectContaining({ url: 'https://api.example.com/crm' })]);
    expect(headers).not.toHaveProperty('vary');
    await own.stop();
  });
});
