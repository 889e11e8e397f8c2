import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { tryWithoutOptional } from '../../support/try-without-optional.ts';
import { tryEveryCommand } from './try-every-command.ts';

let tarball: string;
beforeAll(async () => {
  const folder = tempFolder(afterAll);
  const packed = await runTool('npm', ['pack', '--pack-destination', folder, '--loglevel', 'error']);
  expect(packed.code, packed.output).toBe(0);
  const [name = ''] = readdirSync(folder);
  tarball = join(folder, name);
});

/** Installs the packed package into an empty folder. @returns the program and its number of packages. */
async function install(...omit: string[]): Promise<{ program: string[]; packages: number }> {
  const folder = tempFolder();
  const options = ['--omit=dev', ...omit, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const installed = await runTool('npm', ['install', ...options, tarball], { cwd: folder });
  const [, packages] = /^\s*added (\d+) packages/.exec(installed.output) ?? [];
  expect(packages, installed.output).toBeDefined();
  // The program runs by its own name, with only Node and the system folders on the search path.
  const environment = ['env', '--ignore-environment', `PATH=${dirname(process.execPath)}:/usr/bin:/bin`];
  return { program: [...environment, join(folder, 'node_modules/.bin/upsertd')], packages: Number(packages) };
}

test('the npm package runs every command after it was packed and installed into an empty folder', async () => {
  const { program } = await install();
  await tryEveryCommand({ cwd: tempFolder(), program });
});

test('the npm package without optional dependencies has at most 160 packages, and names those that a command needs', async () => {
  const { program, packages } = await install('--omit=optional');
  expect(packages).toBeLessThanOrEqual(160);
  await tryWithoutOptional({ cwd: tempFolder(), program });
});
