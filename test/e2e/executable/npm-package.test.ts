import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { tryEveryCommand } from './try-every-command.ts';

test('the npm package runs every command after it was packed and installed into an empty folder', async () => {
  const folder = tempFolder();
  const packed = await runTool('npm', ['pack', '--pack-destination', folder, '--loglevel', 'error']);
  expect(packed.code).toBe(0);
  const [tarball = ''] = readdirSync(folder);
  const options = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const installed = await runTool('npm', ['install', ...options, join(folder, tarball)], { cwd: folder });
  expect(installed.output).toMatch(/^\s*added \d+ packages/);
  // The program runs by its own name, with only Node and the system folders on the search path.
  const program = ['env', '--ignore-environment', `PATH=${dirname(process.execPath)}:/usr/bin:/bin`];
  await tryEveryCommand({
    cwd: tempFolder(),
    program: [...program, join(folder, 'node_modules/.bin/upsertd')],
  });
});
