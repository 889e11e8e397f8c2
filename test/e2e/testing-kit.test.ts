import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTool } from '../support/run-tool.ts';
import { tempFolder } from '../support/temp-folder.ts';

const nodeOf = (major: number) =>
  major === 24 ? process.execPath : resolve(`test/e2e/node_modules/node-${major}/bin/node`);

const WORK = `
async function work() {
  const server = await startServer();
  const { outcome } = await server.client.customers.upsert('crm', 'PAT-1', { email: 'kari@example.com' });
  await server.seed('clinic');
  await server.reset();
  const { pagination } = await server.client.customers.list();
  await server.stop();
  const mock = await startMock({ dynamic: true });
  const { data } = await mock.client.customers.get('0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10');
  await mock.stop();
  return outcome + ' ' + pagination.total + ' ' + typeof data.email;
}
`;
const DONE = 'created 8 string';

const FILES = {
  'kit.mjs': `import { startMock, startServer } from 'upsertd/testing';
${WORK}
console.log(await work().catch((error) => error.message));`,
  'kit.cjs': `const { startMock, startServer } = require('upsertd/testing');
${WORK}
work().catch((error) => error.message).then(console.log);`,
  'jest/jest.config.js': 'module.exports = {};',
  'jest/kit.test.js': `const { startMock, startServer } = require('upsertd/testing');
${WORK}
test('works', async () => expect(await work()).toBe('${DONE}'), 100_000);`,
  'ts-jest/kit.test.ts': `import { expect, test } from '@jest/globals';
import { type Server, startMock, startServer } from 'upsertd/testing';
${WORK}
export let server: Server;
test('works', async () => expect(await work()).toBe('${DONE}'), 100_000);`,
  'ts-jest/jest.config.js': `module.exports = { transform: { '\\\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] } };`,
  'ts-jest/tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'node16',
      isolatedModules: true,
      target: 'es2022',
      lib: ['es2022', 'esnext.disposable', 'dom'],
      strict: true,
      skipLibCheck: true,
      types: [],
    },
  }),
};

/** The project of a user, in CommonJS, with this package and its dependencies installed. */
let folder: string;
beforeAll(() => {
  folder = tempFolder(afterAll);
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(resolve('.'), join(modules, 'upsertd'));
  for (const from of ['node_modules', 'test/e2e/node_modules']) {
    for (const name of readdirSync(from)) {
      if (!name.startsWith('.')) symlinkIfMissing(resolve(from, name), join(modules, name));
    }
  }
  for (const name of ['jest', 'ts-jest']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'package.json'), '{"type": "commonjs"}');
});

function symlinkIfMissing(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

test.each([22, 24])('upsertd/testing works with import and with require in Node %i', async (major) => {
  for (const program of ['kit.mjs', 'kit.cjs']) {
    const { code, output } = await runTool(nodeOf(major), [program], { cwd: folder });
    expect([program, code, output.trim()]).toEqual([program, 0, DONE]);
  }
});

test('upsertd/testing refuses Node 20 in one sentence, with import and with require', async () => {
  for (const program of ['kit.mjs', 'kit.cjs']) {
    const { output } = await runTool(nodeOf(20), [program], { cwd: folder });
    expect(output.trim()).toMatch(
      /^upsertd\/testing needs Node 22 or newer; this is Node 20\.\d+\.\d+\. Install it from https:\/\/nodejs\.org, or with npm: npm install --global node@22$/,
    );
  }
});

test.each(['jest', 'ts-jest'])('upsertd/testing works in %s, in its default CommonJS mode', async (name) => {
  const jest = join(folder, 'node_modules/jest/bin/jest.js');
  const { code, output } = await runTool(process.execPath, [jest], { cwd: join(folder, name) });
  expect(output).toMatch(/Tests: +1 passed/);
  expect(code).toBe(0);
});
