import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refuseOverwrite } from '../../src/cli/import/progress/refuse-overwrite.ts';
import { Folder, runImport, startImport } from './import-run.ts';

const folder = new Folder();
const CONTENT = 'external_id,email\nA,no email\n';

function dryRun(file: string, ...more: string[]) {
  return runImport([file, '--source', 'crm', '--dry-run', ...more]);
}

describe('rejected rows are not written over', () => {
  test.each([
    ['a symbolic link to it', symlinkSync],
    ['a hard link of it', linkSync],
  ])('the file to import by %s, named by --rejects or by default', async (kind, link) => {
    const name = `input-${kind.replaceAll(' ', '-')}.csv`;
    const file = folder.write(name, CONTENT);
    const linked = folder.path(`link-${name}`);
    link(file, linked);
    link(file, `${file}.rejected.csv`);
    for (const args of [['--rejects', linked], []]) {
      const ended = await dryRun(file, ...args);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toContain('upsertd: --rejects must be another file than the one to import.');
    }
    expect(readFileSync(file, 'utf8')).toBe(CONTENT);
  });

  test('the file to import if its own name is a link', async () => {
    const file = folder.write('real.csv', CONTENT);
    symlinkSync(file, folder.path('name.csv'));
    const ended = await dryRun(folder.path('name.csv'), '--rejects', file);
    expect(ended.code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(CONTENT);
  });

  test('the progress file, whether or not it is there yet', () => {
    const progress = folder.path('crm.csv.progress.json');
    const refuse = (path: string) =>
      refuseOverwrite(path, [{ path: progress, description: 'the progress file' }]);
    symlinkSync('crm.csv.progress.json', folder.path('soft.csv'));
    symlinkSync('soft.csv', folder.path('softer.csv'));
    symlinkSync('.', folder.path('here'));
    const names = [
      progress,
      ...['soft.csv', 'softer.csv', 'here/crm.csv.progress.json'].map((name) => folder.path(name)),
    ];
    for (const path of names) expect(() => refuse(path)).toThrow('another file than the progress file. ');
    writeFileSync(progress, '{}');
    linkSync(progress, folder.path('hard.csv'));
    for (const path of [...names, folder.path('hard.csv')])
      expect(() => refuse(path)).toThrow('progress file');
    expect(() => refuse(folder.path('crm.csv'))).not.toThrow();
  });

  test('the progress file of this import', async () => {
    const file = folder.write('crm.csv', CONTENT);
    const ended = await dryRun(file, '--rejects', `${file}.progress.json.part`);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('upsertd: --rejects must be another file than the progress file.');
  });

  test('the configuration file', async () => {
    const file = folder.write('configured.csv', CONTENT);
    const config = folder.write('own.yaml', 'import:\n  source: crm\n');
    symlinkSync(config, folder.path('config-link.csv'));
    const ended = await dryRun(file, '--config', config, '--rejects', folder.path('config-link.csv'));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('another file than the configuration file.');
    expect(readFileSync(config, 'utf8')).toContain('source: crm');
  });
});

test('rejected rows are written to a file that links to none of these', async () => {
  const file = folder.write('other.csv', CONTENT);
  const target = folder.write('target.csv', '');
  symlinkSync(target, folder.path('to-target.csv'));
  const ended = await dryRun(file, '--rejects', folder.path('to-target.csv'));
  expect(ended.code).toBe(1);
  expect(readFileSync(target, 'utf8')).toContain('email must be an email address');
});

test('a pipe is read twice as a file is, and leaves no copy behind', async () => {
  const pipe = folder.path('pipe.csv');
  execFileSync('mkfifo', [pipe]);
  mkdirSync(folder.path('copies'));
  const { ended } = startImport([pipe, '--source', 'crm', '--dry-run', '--json'], undefined, {
    TMPDIR: folder.path('copies'),
  });
  const rows = Array.from({ length: 20_000 }, (_, index) => `${index},${index}@example.com\n`);
  writeFileSync(pipe, `external_id,email\nA,a@example.com\n${rows.join('')}A,b@example.com\n`);
  const { stdout, stderr } = await ended;
  expect(JSON.parse(stdout)).toMatchObject({ read: 20_002, valid: 20_000, rejected: 2 });
  expect(stderr).toContain('1 external id is on several rows with different emails');
  expect(readdirSync(folder.path('copies'))).toEqual([]);
});

test('a pipe that cannot be copied is refused with what to change', async () => {
  const pipe = folder.path('refused.csv');
  execFileSync('mkfifo', [pipe]);
  const { ended } = startImport([pipe, '--source', 'crm', '--dry-run'], undefined, {
    TMPDIR: folder.path('nowhere'),
  });
  writeFileSync(pipe, CONTENT);
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toBe(
    `upsertd: ${pipe} is a pipe, and its temporary copy cannot be written (ENOENT). Set TMPDIR to a folder with enough space, or import a file.\n`,
  );
});

test('a folder with the name of a CSV file is refused', async () => {
  mkdirSync(folder.path('folder.csv'));
  const ended = await dryRun(folder.path('folder.csv'));
  expect(ended).toMatchObject({ code: 1, stderr: `upsertd: ${folder.path('folder.csv')} is a folder.\n` });
});
