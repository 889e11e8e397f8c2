import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeWorkbook } from '../cli/import/workbook.ts';
import { Running, type RunOptions, Served, upsertd } from './command-line.ts';

/** Runs a program whose optional dependencies are not installed: what works all the same, and what names its packages. */
export async function tryWithoutOptional(options: RunOptions): Promise<void> {
  const served = await Served.start(options);
  expect(await served.put('PAT-1')).toBe(201);
  expect(await served.put('PAT-1')).toBe(200);
  expect((await served.fetch('/docs')).status).toBe(200);
  writeFileSync(join(options.cwd, 'customers.csv'), 'external_id,email\nC-1,kari@example.com\n');
  const target = ['--source', 'crm', '--url', served.url, '--api-key', served.key];
  const imported = await upsertd(['import', 'customers.csv', ...target], options);
  expect([imported.code, imported.stdout]).toEqual([0, expect.stringMatching(/created +1/)]);
  await expectMissing(['import', 'customers.csv', '--phone-country', 'NO', ...target], 'libphonenumber-js');
  writeFileSync(
    join(options.cwd, 'latin.csv'),
    Buffer.from('external_id,name\nC-2,Kåre Ødegård\n', 'latin1'),
  );
  await expectMissing(['import', 'latin.csv', ...target], 'jschardet');
  writeFileSync(join(options.cwd, 'customers.xlsx'), makeWorkbook({ Patients: [['external_id'], ['C-3']] }));
  await expectMissing(['import', 'customers.xlsx', ...target], '@e965/xlsx');
  const verified = await upsertd(['verify', served.url, '--api-key', served.key], options);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('passed')]);
  expect((await served.stop()).code).toBe(0);

  await expectMissing(
    ['serve', '--port', '0', '--otlp-endpoint', 'http://127.0.0.1:9'],
    '@opentelemetry/sdk-trace',
  );
  const postgres = ['--database', 'postgres://127.0.0.1:9/upsertd'];
  for (const command of ['serve', 'doctor']) await expectMissing([command, ...postgres], 'pg');
  await expectMissing(['migrate', '--from', 'sqlite:./upsertd.db', '--to', postgres[1] ?? ''], 'pg');
  await expectMissing(['mock', '--port', '0', '--dynamic'], '@stoplight/prism-http');
  await tryMock(options);

  /** Expects that a command fails with one line that says which package to install. */
  async function expectMissing(args: readonly string[], name: string): Promise<void> {
    const { code, stderr } = await upsertd(args, options);
    expect([code, stderr], args.join(' ')).toEqual([1, expect.stringMatching(/^upsertd: [^\n]+\.\n$/)]);
    expect(stderr).toMatch(
      / needs packages that are not installed; install upsertd without --omit=optional, or /,
    );
    expect(stderr).toMatch(new RegExp(`run npm install .*\\b${name.replace('@', '')}@\\d`));
  }
}

/** Expects that the mock sends the examples of the spec, and that it says what generated values need. */
async function tryMock(options: RunOptions): Promise<void> {
  const mock = new Running(['mock', '--port', '0'], options);
  const [, url] = await mock.outputs(/ at (http:\S+)\/v2\./);
  await mock.logs(
    /^upsertd responds with examples only\. .* run npm install @stoplight\/prism-http@\S+ @faker-js\/faker@/m,
  );
  const list = (prefer: string) => fetch(`${url}/v2/customers`, { headers: { 'x-api-key': 'any', prefer } });
  expect((await list('code=200')).status).toBe(200);
  const refused = await list('dynamic=true');
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringMatching(/Prefer asks for generated values\. .* run npm install /),
  ]);
  mock.child.kill('SIGTERM');
  expect((await mock.end()).code).toBe(0);
}
