import { expect, test } from 'vitest';
import { Served, upsertd } from '../../support/command-line.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeDatabase } from '../../support/test-database.ts';

test('a server on PostgreSQL passes all rules of verify', async () => {
  const cwd = tempFolder();
  const env = { UPSERTD_DATABASE: await makeDatabase() };
  const served = await Served.start({ cwd, env });
  const run = async (...args: string[]) => (await upsertd(args, { cwd, env })).stdout.trim();
  const create = async (mode: string, ...more: string[]) =>
    JSON.parse(await run('keys', 'create', '--json', '--name', 'judge', '--mode', mode, ...more));
  const other = await run('merchants', 'create', '--name', 'Other');
  const revoked = await create('sandbox');
  await run('keys', 'revoke', revoked.id);
  const keys = {
    'api-key': served.key,
    'other-merchant-key': (await create('sandbox', '--merchant', other)).key,
    'other-mode-key': (await create('live')).key,
    'readonly-key': (await create('sandbox', '--scopes', 'customers:read')).key,
    'revoked-key': revoked.key,
  };
  const flags = Object.entries(keys).flatMap(([name, key]) => [`--${name}`, key]);
  const { code, stdout } = await upsertd(['verify', served.url, ...flags], { cwd });
  expect(stdout).not.toContain('FAILED');
  expect(stdout).toMatch(/\n[3-9]\d\d passed, 0 failed, /);
  expect(code).toBe(0);
  expect((await served.stop()).code).toBe(0);
});
