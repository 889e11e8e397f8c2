import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { FEATURES } from '../../src/platform/optional-packages.ts';
import { installPackage } from '../support/install-package.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tryWithoutOptional } from '../support/try-without-optional.ts';

const run = promisify(execFile);

describe('the package', () => {
  test('contains exactly the files that it needs, and runs from its installation', async () => {
    const folder = tempFolder();
    const { bin, files } = await installPackage(folder);
    for (const needed of [
      'package.json',
      'LICENSE',
      'dist/cli/main.js',
      'generated/openapi.json',
      'generated/openapi.d.ts',
      'openapi/openapi.yaml',
      'openapi/fixtures/clinic.yaml',
    ]) {
      expect(files, needed).toContain(needed);
    }
    const unexpected = files.filter((path) => !/^(dist|generated|openapi)\/|^[^/]+$/.test(path));
    expect(unexpected).toEqual([]);
    expect(files).not.toContain('dist/.built');

    // The program runs by its own name, so the file must be executable and name its interpreter.
    const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    const { stdout } = await run(bin, ['seed', 'clinic'], { cwd: folder, env });
    expect(stdout).toMatch(/^Seeded 8 customers/);
  });

  test('serves, imports, verifies and mocks without its optional dependencies, and names those that a command needs', {
    timeout: 180_000,
  }, async () => {
    const { bin } = await installPackage(tempFolder(), { omitsOptional: true });
    await tryWithoutOptional({ cwd: tempFolder(), program: [process.execPath, bin] });
  });

  test('names each of its optional dependencies as a package of exactly one feature', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = Object.values(FEATURES).flatMap(({ packages }): readonly string[] => packages);
    expect(named.toSorted()).toEqual(Object.keys(optionalDependencies).toSorted());
  });
});
