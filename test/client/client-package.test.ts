import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const PACKAGE = 'dist/upsertd-client';
const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The largest size of the bundled client, in bytes: 20 kB. */
const LARGEST = 20_000;

test('the client is at most 20 kB, bundled and minified with its dependency', async () => {
  const bundled = await build({
    stdin: { contents: `export * from './${PACKAGE}/esm/index.js';`, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const size = bundled.outputFiles[0]?.contents.length ?? 0;
  process.stdout.write(`The client is ${size} bytes, bundled and minified.\n`);
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(LARGEST);
});

test('the package of the client has the version of upsertd and depends on openapi-fetch alone', () => {
  const own = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  expect(own).toMatchObject({ name: 'upsertd-client', version, engines: { node: '>=20' } });
  expect(own.dependencies).toEqual({ 'openapi-fetch': dependencies['openapi-fetch'] });
  const files = readdirSync(PACKAGE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(PACKAGE, file)).isFile(),
  );
  for (const file of files)
    expect(file).toMatch(/^(README\.md|LICENSE|(.+\/)?package\.json|.+\.d\.ts|(esm|cjs)\/index\.js)$/);
});
