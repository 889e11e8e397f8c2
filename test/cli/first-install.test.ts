import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Returns the commands that `make setup` runs in a new checkout on a machine with this version of Node. */
function commandsOfSetup(version: string): string {
  const folder = tempFolder();
  for (const name of ['Makefile', 'package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(name, join(folder, name));
  }
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/node'), `#!/bin/sh\necho v${version}\n`);
  chmodSync(join(folder, 'bin/node'), 0o755);
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
  return execFileSync('make', ['--dry-run', 'setup'], { cwd: folder, env, encoding: 'utf8' });
}

test('the first installation runs npm with the pinned Node, because npm omits optional packages that need a newer one', () => {
  const pinned = devDependencies.node;
  expect(commandsOfSetup('20.20.2')).toContain(`npm exec --yes --package=node@${pinned} -- npm ci`);
  expect(commandsOfSetup(pinned)).toMatch(/^ *npm ci /);
});
