import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const WORKFLOW = '.github/workflows/release.yml';
const ACTION = '.github/actions/upsertd/action.yml';

/** Lints a copy of one file in which a text is replaced. @returns the printed lines. */
async function lint(file: string, from: string, to: string): Promise<string> {
  const folder = tempFolder();
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), text.replace(from, to));
  const program = [resolve('test/style/lint-workflows.ts')];
  const ended = await run(process.execPath, program, { cwd: folder }).catch((error) => error);
  return ended.stdout;
}

describe('lint-workflows', () => {
  test('finds no error in the release workflow and in the action', async () => {
    const { stdout } = await run(process.execPath, ['test/style/lint-workflows.ts']);
    expect(stdout).toBe('2 files of GitHub Actions checked, 0 errors found\n');
  });

  test.each([
    ['a job that needs an unknown job', WORKFLOW, 'needs: check', 'needs: chek', "unknown job 'chek'"],
    ['an unknown key', WORKFLOW, 'timeout-minutes', 'timeout-minuts', "Unexpected value 'timeout-minuts'"],
    ['an unknown permission', WORKFLOW, 'attestations:', 'attestation:', "Unexpected value 'attestation'"],
    ['an unknown variable', WORKFLOW, 'matrix.runner', 'matrix.runnr', 'might be invalid: runnr'],
    [
      'a step of an action without a shell',
      ACTION,
      'shell: bash',
      'shel: bash',
      'Required property is missing: shell',
    ],
  ])('finds %s', async (_, file, from, to, message) => {
    expect(await lint(file, from, to)).toContain(message);
  });
});
