import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);

/** Packs the package and unpacks it as npm installs it, with its dependencies beside it. */
async function install(folder: string): Promise<{ bin: string; files: string[] }> {
  await run('npm', ['pack', '--pack-destination', folder, '--loglevel', 'error']);
  const [tarball = ''] = readdirSync(folder);
  const modules = join(folder, 'node_modules');
  const home = join(modules, 'upsertd');
  mkdirSync(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', home], { cwd: folder });
  const { stdout } = await run('tar', ['-tzf', tarball], { cwd: folder });
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const files = stdout
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  return { bin: join(home, bin.upsertd), files };
}

describe('the package', () => {
  test('contains exactly the files that it needs, and runs from its installation', async () => {
    const folder = tempFolder();
    const { bin, files } = await install(folder);
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
});
