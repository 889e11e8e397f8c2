import { describe, expect, test } from 'vitest';
import { Running, Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

const serversAt = async (url: string) =>
  ((await (await fetch(`${url}/openapi.json`)).json()) as { servers: { url: string }[] }).servers;

describe('--public-url', () => {
  test('is the URL of the server in the spec that serve and mock serve', async () => {
    const cwd = tempFolder();
    const flag = ['--public-url', 'https://example.com/api/v2/'];
    const served = await Served.start({ cwd }, ...flag);
    const mock = new Running(['mock', '--port', '0', ...flag], { cwd });
    const [, mocked = ''] = await mock.outputs(/ at (https?:\S+)\/v2\./);
    for (const url of [served.url, mocked]) {
      expect(await serversAt(url)).toMatchObject([{ url: 'https://example.com/api' }]);
    }
  });

  test.each(['example.com', 'ftp://example.com', 'https://user@example.com', 'https://example.com/?a'])(
    'refuses %s',
    async (url) => {
      const { code, stderr } = await upsertd(['serve', '--public-url', url], { cwd: tempFolder() });
      expect(code).toBe(2);
      expect(stderr).toContain(
        'It must be a URL such as https://api.example.com or https://example.com/api.',
      );
    },
  );
});

test('without --public-url the spec names the requested URL on this machine', async () => {
  const { url } = await Served.start({ cwd: tempFolder() });
  expect(await serversAt(url)).toMatchObject([{ url }]);
});
