import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Target } from './target.ts';

export interface Bundle {
  /** One CommonJS program. */
  readonly code: Uint8Array;
  /** Folders of the packages that it is made of, `node_modules/…`. */
  readonly packages: ReadonlySet<string>;
}

/**
 * @param root the package's folder, absolute.
 * @param entry the module to begin with, as it lies there.
 */
export async function bundle(root: string, entry: string, target: Target): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
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
    plugins: [placesInPackage(root), unpackedAddon(root)],
    logLevel: 'error',
  });
  const [code] = outputFiles;
  if (!code) throw new Error('esbuild made nothing.');
  const packages = Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? []);
  return { code: code.contents, packages: new Set(packages) };
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

function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(dirname(path))?.[0];
}
