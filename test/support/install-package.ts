import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

/**
 * Packs the package and unpacks it as npm installs it, with its dependencies beside it, but without a registry.
 *
 * @param options.omitsOptional leaves out the optional dependencies, as `npm install --omit=optional` does.
 * @returns the program, and the files of the package.
 */
export async function installPackage(
  folder: string,
  { omitsOptional = false }: { readonly omitsOptional?: boolean } = {},
): Promise<{ bin: string; files: string[] }> {
  await run('npm', ['pack', '--pack-destination', folder, '--loglevel', 'error']);
  const [tarball = ''] = readdirSync(folder);
  const modules = join(folder, 'node_modules');
  const home = join(modules, 'upsertd');
  mkdirSync(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', home], { cwd: folder });
  const { stdout } = await run('tar', ['-tzf', tarball], { cwd: folder });
  for (const name of dependencies(omitsOptional)) {
    const place = join(modules, name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(resolve('node_modules', name), place);
  }
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const files = stdout
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  return { bin: join(home, bin.upsertd), files };
}

/** Returns the packages that npm installs beside the program. */
function dependencies(omitsOptional: boolean): string[] {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages).flatMap(([path, { dev, optional, devOptional }]) => {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    const isOmitted = dev || (omitsOptional && (optional || devOptional));
    return name === undefined || isOmitted ? [] : [name];
  });
}
