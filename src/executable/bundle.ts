import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { PARTS } from './parts.ts';
import type { Platform } from './platform.ts';

export interface Bundle {
  /** One CommonJS program, in ASCII. */
  readonly code: string;
  /** Folders of the packages that it is made of, `node_modules/…`. */
  readonly packages: ReadonlySet<string>;
}

/**
 * @param root the package's folder, absolute.
 * @param entry the module to begin with, as it lies there.
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
    // A script that is not a module's has nobody to import for it.
    supported: { 'dynamic-import': false },
    minify: true,
    // A stack in a log should still name the functions.
    keepNames: true,
    legalComments: 'none',
    alias: {
      // Its usual way in requires its parts by names that no bundler sees.
      'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'),
      'better-sqlite3': `better-sqlite3/${target}`,
    },
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [otherParts(root, entry), placesInPackage(root), unpackedAddon(root), lateBuiltins()],
    logLevel: 'error',
  });
  const [code] = outputFiles;
  if (!code) throw new Error('esbuild made nothing.');
  const packages = Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? []);
  return { code: inAscii(code.text), packages: new Set(packages) };
}

/** What a text in a template holds beyond ASCII is written as it is. */
function inAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A module of ours still finds its neighbours by its own place, which is now one in the list of assets. */
function placesInPackage(root: string): Plugin {
  return {
    name: 'places-in-package',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(join(root, 'src/'))) return undefined;
        const place = JSON.stringify(`file:///${relative(root, path)}`);
        const source = await readFile(path, 'utf8');
        return { contents: source.replaceAll('import.meta.url', place), loader: 'ts' };
      });
    },
  };
}

/** The native addon cannot be in the bundle; in its place is what unpacks and loads it. */
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

/** In the place of another part is what loads it. */
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

/** What few runs need of Node, and takes a while to load. */
const LATE = ['child_process', 'cluster', 'https', 'readline', 'tls', 'worker_threads'];

/** Packages require these while they are loaded; each is in truth required when something of it is used. */
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
