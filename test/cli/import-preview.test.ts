import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countCells } from '../../src/cli/import/preview/column-stats.ts';
import { confirmImport } from '../../src/cli/import/preview/confirm-import.ts';
import type { Row } from '../../src/cli/import/read/table.ts';
import { TestServer } from '../support/test-server.ts';
import { Folder, runImport } from './import-run.ts';

const folder = new Folder();
let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** Asks on streams that count as a terminal, and types a reply. */
async function ask(typed: string, options: { isConfirmed: boolean; isLive: boolean; isTTY?: boolean }) {
  const { isTTY = true } = options;
  const input = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream;
  const output = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
  let shown = '';
  (output as unknown as PassThrough).on('data', (chunk) => {
    // The prompt reads what is typed after it has been shown.
    if (shown === '') setImmediate(() => (input as unknown as PassThrough).write(typed));
    shown += chunk;
  });
  const error = await confirmImport({ ...options, input, output }).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  return { shown, error };
}

describe('the question before an import', () => {
  test('is asked on a terminal, and y answers yes', async () => {
    const { shown, error } = await ask('y\n', { isConfirmed: false, isLive: false });
    expect(shown).toContain('Import?');
    expect(error).toBeUndefined();
  });

  test.each(['n\n', '\n', '\u0003'])('%j answers no, and nothing is imported', async (typed) => {
    const { error } = await ask(typed, { isConfirmed: false, isLive: false });
    expect(error).toBe('Nothing was imported.');
  });

  test('is not asked with --yes and a sandbox key', async () => {
    expect(await ask('n\n', { isConfirmed: true, isLive: false })).toEqual({ shown: '', error: undefined });
  });

  test('is asked with --yes and a live key', async () => {
    const { shown, error } = await ask('n\n', { isConfirmed: true, isLive: true });
    expect(shown).toContain('Import into LIVE data?');
    expect(error).toBe('Nothing was imported.');
  });

  test.each([true, false])('is never asked without a terminal, with a live key: %j', async (isLive) => {
    const options = { isConfirmed: false, isLive, isTTY: false };
    expect(await ask('n\n', options)).toEqual({ shown: '', error: undefined });
  });
});

test('--preview shows the target, the mapping, five rows, and the empty and repeated cells, then imports', async () => {
  const rows = Array.from(
    { length: 7 },
    (_, index) => `${index},p${index}@preview.example.com,Kari,Berg,${index % 2 ? '' : 'Norge'},x\n`,
  );
  const file = folder.write(
    'preview.csv',
    `Customer ID,Email,First Name,Last Name,Country,Shoe\n${rows.join('')}`,
  );
  const args = [file, '--source', 'preview', '--url', server.url, '--json', '--preview'];
  const { stdout, stderr, code } = await runImport(args, server.key);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ created: 7 });
  expect(stderr).toContain(
    `${file} → ${server.url}, a merchant without customers, sandbox data, source preview\n`,
  );
  expect(stderr).toMatch(/^external_id +Customer ID$/m);
  expect(stderr).toMatch(/^name +\{First Name\} \{Last Name\}$/m);
  expect(stderr).toContain('Not imported: Shoe\n');
  expect(stderr.match(/^ {2}line \d: \{"external_id":"\d",/gm)).toHaveLength(5);
  expect(stderr).toMatch(/^Country +3 +3$/m);
  expect(stderr).toMatch(/^Email +0 +0$/m);
  const again = await runImport([...args, '--dry-run'], server.key);
  expect(again.stderr).toContain(`merchant ${server.tenant.merchantId}, sandbox data`);
});

test('the counts of cells end after a limit of cells, and say so', async () => {
  const columns = Array.from({ length: 1000 }, (_, index) => `c${index}`);
  const cells = columns.map(() => 'x');
  async function* rows() {
    for (let from = 0; from < 3000; from += 500) {
      yield Array.from(
        { length: 500 },
        (_, index): Row => ({ line: from + index, end: 0, text: '', columns, cells }),
      );
    }
  }
  const stats = await countCells(rows(), columns);
  expect(stats).toMatchObject({ rows: 2500, isPartial: true });
  expect(stats.columns[999]).toMatchObject({ column: 'c999', empty: 0, duplicates: 2499 });
});
