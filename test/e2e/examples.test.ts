import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);

/** The timeout of a test runner on a busy machine, in milliseconds. */
const PATIENCE_MS = 240_000;

/** The timeout of a single test of an example, in milliseconds. */
const LONG = '100000';

const EXAMPLES = ['vitest', 'jest', 'node-test', 'ci'] as const;

/** Creates the project of a user, with this package and its dependencies installed. */
let folder: string;
beforeAll(() => {
  folder = tempFolder(afterAll);
  cpSync('test/examples', folder, { recursive: true });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(resolve('.'), join(modules, 'upsertd'));
  symlinkSync(resolve('dist/cli/main.js'), join(modules, '.bin/upsertd'));
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  symlinkSync(resolve('test/e2e/node_modules/jest'), join(modules, 'jest'));
  const scripts = { test: `"${process.execPath}" --test ci/sync.test.js` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts }));
});

/** Runs a program of another package as its documentation describes. */
async function runIn(folder: string, script: string, args: string[], nodeOptions: string[] = []) {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, NO_COLOR: '1' };
  const { stdout, stderr } = await run(process.execPath, [...nodeOptions, script, ...args], {
    cwd: folder,
    env,
  });
  return stdout + stderr;
}

describe('the examples of the documentation pass', { timeout: PATIENCE_MS }, () => {
  test('with Vitest', async () => {
    const output = await runIn(folder, join(folder, 'node_modules/vitest/vitest.mjs'), [
      'run',
      '--root',
      'vitest',
      '--testTimeout',
      LONG,
      '--hookTimeout',
      LONG,
    ]);
    expect(output).toMatch(/Tests +3 passed/);
  });

  test('with Jest', async () => {
    const output = await runIn(
      folder,
      join(folder, 'node_modules/jest/bin/jest.js'),
      ['--rootDir', 'jest', '--transform', '{}', '--testTimeout', LONG],
      ['--experimental-vm-modules'],
    );
    expect(output).toMatch(/Tests: +2 passed/);
  });

  test('with node:test', async () => {
    const output = await runIn(folder, 'node-test/sync.test.js', [], ['--test', '--test-reporter=tap']);
    expect(output).toMatch(/^# pass 3$/m);
  });

  test.each(['serve', 'mock'])('in CI, against %s', async (command) => {
    await run('sh', ['ci/check.sh', command, '0'], { cwd: folder });
    expect(JSON.parse(readFileSync(join(folder, 'coverage.json'), 'utf8')).covered).toBe(1);
  });

  test('in CI only with enough coverage of the spec', async () => {
    await expect(run('sh', ['ci/check.sh', 'mock'], { cwd: folder })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The spec coverage is 0 %; --fail-under requires 5 %.'),
    });
  });
});

describe('docs/testing.md', () => {
  const page = readFileSync('docs/testing.md', 'utf8');
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
    language,
    text,
  }));

  test.each([
    'sync-patient.js',
    ...EXAMPLES.filter((name) => name !== 'ci').map((name) => `${name}/sync.test.js`),
    'ci/check.sh',
  ])('quotes %s unchanged', (name) => {
    const file = readFileSync(join('test/examples', name), 'utf8');
    expect(blocks.map(({ text }) => text)).toContain(file);
  });

  test('shows a workflow with the steps of the script', () => {
    const yaml = blocks.find(({ language }) => language === 'yaml')?.text ?? '';
    const { jobs } = parse(yaml) as { jobs: { test: { steps: { run?: string }[] } } };
    expect(jobs.test.steps.map((step) => step.run).filter(Boolean)).toEqual(['npm ci', 'sh check.sh']);
  });
});
