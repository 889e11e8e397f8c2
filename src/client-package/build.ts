import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';

// Builds dist/upsertd-client, the package of the client alone, from src/client and the declarations in dist/.

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'dist/upsertd-client');

/** The two module systems. Each has a folder of its own, because a declaration has the module system of its folder. */
const FORMATS = [
  { format: 'esm', condition: 'import', type: 'module' },
  { format: 'cjs', condition: 'require', type: 'commonjs' },
] as const;

const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

rmSync(OUT, { recursive: true, force: true });
const bundled = await build({
  entryPoints: [join(ROOT, 'src/client/index.ts')],
  bundle: true,
  external: ['openapi-fetch'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  write: false,
});
for (const { format, type } of FORMATS) {
  const folder = join(OUT, format);
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'package.json'), { type });
  // A second step, because a bundle of ES modules would take the exports of a CommonJS dependency for its default export.
  const { code } = await transform(bundled.outputFiles[0]?.text ?? '', { format });
  writeFileSync(join(folder, 'index.js'), code);
  // The declarations name the types of the spec by this relative path.
  cpSync(join(ROOT, 'generated/openapi.d.ts'), join(folder, 'generated/openapi.d.ts'));
  cpSync(join(ROOT, 'dist/client'), join(folder, 'types/client'), {
    recursive: true,
    filter: (source) => !source.endsWith('.js'),
  });
}
writeJson(join(OUT, 'package.json'), {
  name: 'upsertd-client',
  version: own.version,
  description:
    'The typed client of the upsertd customer API, for Node, browsers and other runtimes with fetch.',
  license: own.license,
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20' },
  main: './cjs/index.js',
  types: './cjs/types/client/index.d.ts',
  exports: {
    '.': Object.fromEntries(
      FORMATS.map(({ format, condition }) => [
        condition,
        { types: `./${format}/types/client/index.d.ts`, default: `./${format}/index.js` },
      ]),
    ),
    './package.json': './package.json',
  },
  dependencies: { 'openapi-fetch': own.dependencies['openapi-fetch'] },
});
for (const file of [join(import.meta.dirname, 'README.md'), join(ROOT, 'LICENSE')]) {
  cpSync(file, join(OUT, file.slice(file.lastIndexOf('/'))));
}

function writeJson(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
