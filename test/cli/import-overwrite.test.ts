import { execFileSync } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { refuseOverwrite } from '../../src/cli/import/progress/refuse-overwrite.ts';
import { Folder, runImport, startImport } from './import-run.ts';

const folder = new Folder();
const CONTENT = 'external_id,email\nA,no email\n';

function dryRun(file: string, ...more: string[]) {
  return runImport([file, '--source', 'crm', '--dry-run', ...more]);
}

describe('--rejects refuses', () => {
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
      expect(ended.stderr).toContain('is the file to import; name another file.');
    }
    expect(readFileSync(file, 'utf8')).toBe(CONTENT);
  });

  test('the file to import, if the name of that file is a link', async () => {
    const file = folder.write('real.csv', CONTENT);
    symlinkSync(file, folder.path('name.csv'));
    const ended = await dryRun(folder.path('name.csv'), '--rejects', file);
    expect(ended.code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(CONTENT);
  });

  test('the progress file, whether or not it exists', () => {
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
    for (const path of names) expect(() => refuse(path)).toThrow('is the progress file; name another file.');
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
    expect(ended.stderr).toContain('is the progress file; name another file.');
  });

  test('the configuration file', async () => {
    const file = folder.write('configured.csv', CONTENT);
    const config = folder.write('own.yaml', 'import:\n  source: crm\n');
    symlinkSync(config, folder.path('config-link.csv'));
    const ended = await dryRun(file, '--config', config, '--rejects', folder.path('config-link.csv'));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('is the configuration file; name another file.');
    expect(readFileSync(config, 'utf8')).toContain('source: crm');
  });
});

test('rejected rows are written through a link to another file', async () => {
  const file = folder.write('other.csv', CONTENT);
  const target = folder.write('target.csv', '');
  symlinkSync(target, folder.path('to-target.csv'));
  const ended = await dryRun(file, '--rejects', folder.path('to-target.csv'));
  expect(ended.code).toBe(1);
  expect(readFileSync(target, 'utf8')).toContain('email must be an email address');
});

test('an import reads a pipe twice from a temporary copy, and deletes the copy', async () => {
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

test('an import refuses a pipe that cannot be copied, and says what to change', async () => {
  const pipe = folder.path('refused.csv');
  execFileSync('mkfifo', [pipe]);
  // The pipe stays open for reading, since a write fails if the import has already closed it.
  const writer = openSync(pipe, 'r+');
  onTestFinished(() => closeSync(writer));
  writeSync(writer, CONTENT);
  const { ended } = startImport([pipe, '--source', 'crm', '--dry-run'], undefined, {
    TMPDIR: folder.path('nowhere'),
  });
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toBe(
    `upsertd: ${pipe} is a pipe, and its temporary copy cannot be written (ENOENT). Set TMPDIR to a folder with enough space, or import a file.\n`,
  );
});

test('an import refuses a folder with the name of a CSV file', async () => {
  mkdirSync(folder.path('folder.csv'));
  const ended = await dryRun(folder.path('folder.csv'));
  expect(ended).toMatchObject({
    code: 1,
    stderr: `upsertd: ${folder.path('folder.csv')} is a folder; name a file.\n`,
  });
});
