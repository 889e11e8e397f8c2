import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Running } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Returns a PATH whose `node` is of another version, as on a machine with an old Node. */
function pathWithOldNode(): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'node'), '#!/bin/sh\necho "Node 20 has run" >&2\nexit 1\n');
  chmodSync(join(folder, 'node'), 0o755);
  return `${folder}:/usr/bin:/bin`;
}

test('./upsertd of a checkout runs with the Node of the checkout, also in another folder', async () => {
  const options = { cwd: tempFolder(), env: { PATH: pathWithOldNode() }, program: [resolve('upsertd')] };
  const { code, stdout, stderr } = await new Running(['keys', 'generate'], options).end();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^rk_sandbox_\w{38}\n$/);
});

test('./upsertd of a checkout that is not built says how to build it', async () => {
  const folder = join(tempFolder(), 'with space');
  mkdirSync(folder);
  copyFileSync('upsertd', join(folder, 'upsertd'));
  const ended = await new Running([], { cwd: folder, program: ['./upsertd'] }).end();
  expect(ended).toEqual({
    code: 1,
    stdout: '',
    stderr: 'upsertd: This checkout is not built yet; run make build first.\n',
  });
});
