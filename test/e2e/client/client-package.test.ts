import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Served } from '../../support/command-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { openBrowser, openPage } from '../browser.ts';

const NODES = {
  20: resolve('test/e2e/node_modules/node-20/bin/node'),
  22: resolve('test/e2e/node_modules/node-22/bin/node'),
  24: process.execPath,
};

const WORK = `
async function work(createClient, ApiError, baseUrl, apiKey) {
  const { customers } = createClient({ baseUrl, apiKey, retries: 0 });
  const { outcome } = await customers.upsert('crm', 'PAT-' + Math.random(), { email: Math.random() + '@example.com' });
  const refused = await customers.upsert('crm', 'PAT-1', { email: 'not-an-email' }).catch((error) => error);
  return outcome + ' ' + (refused instanceof ApiError && refused.code);
}
`;
const PROGRAMS = {
  'program.mjs': `import { ApiError, createClient } from 'upsertd-client';
${WORK}
console.log(await work(createClient, ApiError, ...process.argv.slice(2)));`,
  'program.cjs': `const { ApiError, createClient } = require('upsertd-client');
${WORK}
work(createClient, ApiError, ...process.argv.slice(2)).then(console.log);`,
};
const DONE = 'created invalid_request';

const TYPED = `import { ApiError, type Client, createClient, type UpsertCustomerBody } from 'upsertd-client';
export const client: Client = createClient({ baseUrl: 'http://127.0.0.1:9', apiKey: 'x' });
export const body: UpsertCustomerBody = { email: 'kari@example.com' };
// @ts-expect-error the field is misspelt
export const misspelt: UpsertCustomerBody = { email: 'kari@example.com', nmae: 'Kari' };
export const owner = (error: unknown) => error instanceof ApiError && error.code === 'conflict' && error.details.customer_id;
`;

/** A folder with the unpacked tarball and its dependency, and nothing else. */
let folder: string;
beforeAll(async () => {
  folder = tempFolder(afterAll);
  const home = join(folder, 'node_modules/upsertd-client');
  mkdirSync(home, { recursive: true });
  const packed = await runTool('npm', ['pack', resolve('dist/upsertd-client'), '--loglevel', 'error'], {
    cwd: folder,
  });
  expect(packed.code, packed.output).toBe(0);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  await runTool('tar', ['-xzf', tarball, '--strip-components=1', '-C', home], { cwd: folder });
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) {
    cpSync(join('node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  }
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, name), text);
});

test.each(Object.entries(NODES))(
  'the package of the client works with import and require in Node %s',
  async (major, node) => {
    const served = await Served.start({ cwd: tempFolder() });
    expect((await runTool(node, ['--version'])).output).toMatch(new RegExp(`^v${major}\\.`));
    for (const program of Object.keys(PROGRAMS)) {
      const { code, output } = await runTool(node, [program, served.url, served.key], { cwd: folder });
      expect([program, code, output.trim()]).toEqual([program, 0, DONE]);
    }
  },
);

test('the package of the client works in Chromium, bundled by esbuild', async () => {
  const served = await Served.start({ cwd: tempFolder() }, '--cors-origin', '*');
  const contents = `import { ApiError, createClient } from 'upsertd-client';${WORK}
globalThis.work = (...args) => work(createClient, ApiError, ...args);`;
  const bundled = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
  });
  const browser = await openBrowser();
  try {
    const { page } = await openPage(browser);
    await page.goto(`${served.url}/healthz`);
    await page.evaluate(bundled.outputFiles[0]?.text ?? '');
    const done = await page.evaluate<string, string[]>(
      ([url, key]) =>
        (globalThis as unknown as { work: (url?: string, key?: string) => Promise<string> }).work(url, key),
      [served.url, served.key],
    );
    expect(done).toBe(DONE);
  } finally {
    await browser.close();
  }
});

test.each([
  ['ES modules', 'module'],
  ['CommonJS', 'commonjs'],
])('the package of the client has types with which a strict program in %s compiles', (_name, type) => {
  const program = join(folder, `${type}/program.ts`);
  mkdirSync(join(folder, type));
  writeFileSync(join(folder, type, 'package.json'), JSON.stringify({ type }));
  writeFileSync(program, TYPED);
  const checked = ts.createProgram([program], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipDefaultLibCheck: true,
    noEmit: true,
  });
  expect(ts.getPreEmitDiagnostics(checked).map(({ messageText }) => messageText)).toEqual([]);
});
