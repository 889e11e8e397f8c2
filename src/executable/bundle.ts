import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { PARTS } from './parts.ts';
import type { Platform } from './platform.ts';

export interface Bundle {
  /** One CommonJS program, in ASCII. */
  readonly code: string;
  /** The folders of the bundled packages, `node_modules/…`. */
  readonly packages: ReadonlySet<string>;
}

/**
 * Bundles a module and its imports into one program.
 *
 * @param root the absolute path of the package.
 * @param entry the path of the module in the package.
 */
export async function bundle(root: string, entry: string, target: Platform): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    // A script that is not a module cannot use import().
    supported: { 'dynamic-import': false },
    minify: true,
    // Stacks in a log must name the functions.
    keepNames: true,
    legalComments: 'none',
    alias: {
      // The main entry point of the package requires its parts by names that a bundler cannot see.
      'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'),
      'better-sqlite3': `better-sqlite3/${target}`,
    },
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [otherParts(root, entry), modulePaths(root), unpackedAddon(root), lateBuiltins()],
    logLevel: 'error',
  });
  const [code] = outputFiles;
  if (!code) throw new Error('esbuild produced no output.');
  const packages = Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? []);
  return { code: inAscii(code.text), packages: new Set(packages) };
}

/** Escapes characters beyond ASCII, which esbuild leaves unchanged in templates. */
function inAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Replaces import.meta.url by the path of the module in the package, which is also the name of an asset. */
function modulePaths(root: string): Plugin {
  return {
    name: 'module-paths',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(join(root, 'src/'))) return undefined;
        const url = JSON.stringify(`file:///${relative(root, path)}`);
        const source = await readFile(path, 'utf8');
        return { contents: source.replaceAll('import.meta.url', url), loader: 'ts' };
      });
    },
  };
}

/** Replaces the native addon by code that unpacks and loads it, since a bundle cannot contain it. */
function unpackedAddon(root: string): Plugin {
  return {
    name: 'unpacked-addon',
    setup({ onLoad }) {
      onLoad({ filter: /\.node$/ }, () => ({
        contents: "module.exports = require('./load-addon.ts').loadAddon();",
        resolveDir: join(root, 'src/executable'),
        loader: 'js',
      }));
    },
  };
}

/** Replaces the import of another part by code that loads that part. */
function otherParts(root: string, entry: string): Plugin {
  const others = PARTS.filter((part) => part !== entry);
  const namespace = 'part';
  return {
    name: 'other-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const part = relative(root, join(resolveDir, path));
        return others.includes(part) ? { path: part, namespace } : undefined;
      });
      onLoad({ filter: /^/, namespace }, ({ path }) => ({
        contents: `module.exports = require('./load-part.ts').loadPart(${JSON.stringify(path)});`,
        resolveDir: join(root, 'src/executable'),
      }));
    },
  };
}

/** Modules of Node that few runs need and that load slowly. */
const LATE = ['child_process', 'cluster', 'https', 'readline', 'tls', 'worker_threads'];

/** Loads these modules at their first use, and not when a package requires them. */
function lateBuiltins(): Plugin {
  const namespace = 'late';
  return {
    name: 'late-builtins',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^(node:)?(${LATE.join('|')})$`) }, ({ path, namespace: from }) =>
        from === namespace ? { path, external: true } : { path: path.replace('node:', ''), namespace },
      );
      onLoad({ filter: /^/, namespace }, ({ path }) => ({
        contents: `for (const name of ${JSON.stringify(Object.keys(process.getBuiltinModule(path) ?? {}))})
          Object.defineProperty(exports, name, { enumerable: true, get: () => require('node:${path}')[name] });`,
      }));
    },
  };
}

function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(dirname(path))?.[0];
}
