import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { MAIN, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

describe('a database that cannot be used', () => {
  test.for([
    [
      'sqlite:./diary.txt',
      './diary.txt is damaged or not a database; restore a backup, or name a different file.',
    ],
    [
      'sqlite:./no/such.db',
      './no/such.db cannot be created, because its folder does not exist; create the folder.',
    ],
    ['sqlite:.', '. is not a file; name a file.'],
    [
      './upsertd.db',
      './upsertd.db is not a database this program knows; write sqlite:./upsertd.db, for example.',
    ],
  ])('causes one line and exit code 1, and no file is left behind: %s', async ([database = '', reason]) => {
    writeFileSync(join(cwd, 'diary.txt'), 'My diary.\n'.repeat(100));
    for (const command of [
      ['serve', '--port', '0'],
      ['keys', 'create', '--mode', 'live', '--name', 'x'],
      ['merchants', 'create', '--name', 'x'],
    ]) {
      const ended = await upsertd([...command, '--database', database], { cwd });
      expect(ended).toEqual({ code: 1, stdout: '', stderr: `upsertd: ${reason}\n` });
    }
    expect(readdirSync(cwd)).toEqual(['diary.txt']);
  });

  test('is not created by a command that only reads', async () => {
    for (const command of [
      ['keys', 'list'],
      ['keys', 'rotate', 'x'],
      ['keys', 'revoke', 'x'],
      ['merchants', 'list'],
    ]) {
      const ended = await upsertd(command, { cwd });
      expect(ended).toEqual({
        code: 1,
        stdout: '',
        stderr: 'upsertd: There is no database ./upsertd.db; serving makes one, or name another file.\n',
      });
    }
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('a reader that closes standard output early', () => {
  test('causes no error', async () => {
    for (let index = 0; index < 3; index += 1) {
      await upsertd(['merchants', 'create', '--name', `M ${index}`], { cwd });
    }
    const command = `set -o pipefail; '${process.execPath}' '${MAIN}' merchants list --json | true`;
    const { stderr } = await promisify(execFile)('bash', ['-c', command], { cwd });
    expect(stderr).toBe('');
  });
});

describe('a result that cannot be written', () => {
  test('causes one line and exit code 1', async () => {
    for (const command of ['keys generate', '--help', 'verify --list', 'config']) {
      const shell = `'${process.execPath}' '${MAIN}' ${command} > /dev/full`;
      await expect(promisify(execFile)('bash', ['-c', shell], { cwd }), command).rejects.toMatchObject({
        code: 1,
        stderr: 'upsertd: Standard output cannot be written (ENOSPC).\n',
      });
    }
  });
});
