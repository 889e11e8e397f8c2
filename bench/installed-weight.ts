import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FEATURES } from '../src/platform/optional-packages.ts';

/** An entry of npm's list of an installation, `node_modules/.package-lock.json`. */
interface Installed {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const OWN = 'node_modules/upsertd';

/**
 * Installs the packed package into two empty folders, with and without its optional dependencies. Prints what each
 * weighs, and the shares of the features and of the direct dependencies.
 */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'upsertd-weight-'));
  try {
    run('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], process.cwd());
    const [tarball = ''] = readdirSync(folder);
    const lean = install(folder, tarball, 'lean', '--omit=optional');
    const full = install(folder, tarball, 'full');
    console.log(`everything: ${full.total()}; with --omit=optional: ${lean.total()}\n`);
    console.log('| feature | packages that only it needs | MB |');
    console.log('|---|---|---|');
    for (const [name, { packages }] of Object.entries(FEATURES)) console.log(full.featureRow(name, packages));
    console.log('\n| dependency | optional | packages that only it needs | MB | all its packages | MB |');
    console.log('|---|---|---|---|---|---|');
    for (const row of full.shares()) console.log(row);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], cwd: string): void {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function install(folder: string, tarball: string, name: string, ...options: string[]): Installation {
  const place = join(folder, name);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', '--prefix', place, ...quiet, ...options, join(folder, tarball)], folder);
  return new Installation(place);
}

class Installation {
  readonly #folder: string;
  readonly #packages: Readonly<Record<string, Installed>>;

  constructor(folder: string) {
    this.#folder = folder;
    const list = readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8');
    this.#packages = (JSON.parse(list) as { packages: Record<string, Installed> }).packages;
  }

  total(): string {
    const packages = Object.keys(this.#packages);
    return `${packages.length} packages, ${megabytes(this.#size(packages))} MB`;
  }

  /** Returns the row of a feature: what an installation without its packages saves. */
  featureRow(name: string, packages: readonly string[]): string {
    const own = packages.map((one) => `node_modules/${one}`);
    const only = this.#onlyFor(own);
    return `| ${name} | ${only.length} | ${megabytes(this.#size(only))} |`;
  }

  /** Returns the packages that an installation would not have without these direct dependencies. */
  #onlyFor(own: readonly string[]): string[] {
    const others = this.#reach(this.#needs(OWN).filter((other) => !own.includes(other)));
    return [...this.#reach(own)].filter((path) => !others.has(path));
  }

  /** Returns a row for each direct dependency, the heaviest first. */
  shares(): string[] {
    const direct = this.#needs(OWN);
    const { optionalDependencies = {} } = this.#packages[OWN] ?? {};
    const rows = direct.map((dependency) => {
      const all = this.#reach([dependency]);
      const only = this.#onlyFor([dependency]);
      const name = dependency.replace('node_modules/', '');
      const isOptional = name in optionalDependencies ? 'yes' : '';
      const sizes = { only: this.#size(only), all: this.#size(all) };
      const row = `| \`${name}\` | ${isOptional} | ${only.length} | ${megabytes(sizes.only)} | ${all.size} | ${megabytes(sizes.all)} |`;
      return { row, weight: sizes.only + sizes.all / 1e6 };
    });
    return rows.sort((a, b) => b.weight - a.weight).map(({ row }) => row);
  }

  /** Returns the packages that these packages need, and those that they need in turn. */
  #reach(from: readonly string[], found = new Set<string>()): Set<string> {
    for (const path of from) {
      if (found.has(path)) continue;
      found.add(path);
      this.#reach(this.#needs(path), found);
    }
    return found;
  }

  #needs(path: string): string[] {
    const { dependencies, optionalDependencies, peerDependencies } = this.#packages[path] ?? {};
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    return names.flatMap((name) => this.#find(path, name) ?? []);
  }

  /** Finds a package as Node does: beside its user, or in a folder above. */
  #find(user: string, name: string): string | undefined {
    for (let place = user; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
      const candidate = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
      if (candidate in this.#packages) return candidate;
      if (place === '') return undefined;
    }
  }

  /** Returns the disk space of packages in bytes, each without the packages below it. */
  #size(paths: Iterable<string>): number {
    let bytes = 0;
    for (const path of paths) bytes += diskSpace(join(this.#folder, path));
    return bytes;
  }
}

function diskSpace(folder: string): number {
  let bytes = statSync(folder).blocks * 512;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? diskSpace(path) : statSync(path).blocks * 512;
  }
  return bytes;
}

/** A megabyte of 2²⁰ bytes, as `du -m` counts. */
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);

main();
