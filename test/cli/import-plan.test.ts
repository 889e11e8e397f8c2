import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';
import { makeWorkbook } from './import/workbook.ts';
import { Folder, runImport, startImport } from './import-run.ts';

const folder = new Folder();
let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

async function planOf(name: string, content: string | Uint8Array, ...options: string[]) {
  const { code, stdout, stderr } = await runImport([
    folder.write(name, content),
    '--source',
    'crm',
    '--plan',
    ...options,
  ]);
  return { code, stderr, plan: stdout === '' ? undefined : JSON.parse(stdout) };
}

describe('import --plan', () => {
  test('prints the format, the guessed mapping, the cells and the first rows, without an API key', async () => {
    const { code, plan } = await planOf(
      'plan.csv',
      'Customer ID;First Name;Last Name;Email;Shoe\n1;Kari;Berg;kari@example.com;41\n2;Ola;Dal;no;41\n',
    );
    expect(code).toBe(0);
    expect(plan).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      sheet: null,
      counted_rows: 2,
      all_rows_counted: true,
      problem: null,
      required_fields: ['external_id', 'email'],
    });
    expect(plan.fields).toEqual(expect.arrayContaining(['external_id', 'email', 'custom_fields.KEY']));
    expect(plan.maps).toContainEqual({ field: 'name', column: '{First Name} {Last Name}' });
    expect(plan.columns.map(({ name, field }: { name: string; field: string }) => [name, field])).toEqual([
      ['Customer ID', 'external_id'],
      ['First Name', 'name'],
      ['Last Name', 'name'],
      ['Email', 'email'],
      ['Shoe', null],
    ]);
    expect(plan.columns.at(-1)).toMatchObject({ empty_cells: 0, repeated_cells: 1 });
    expect(plan.first_rows).toEqual([
      { line: 2, body: { external_id: '1', name: 'Kari Berg', email: 'kari@example.com' } },
      { line: 3, rejected: expect.stringContaining('email must be an email address') },
    ]);
  });

  test('prints the columns of a file whose mapping is not complete, with the problem', async () => {
    const { code, plan } = await planOf('no-id.csv', 'Reference,Email\nA,a@example.com\n');
    expect(code).toBe(0);
    expect(plan.problem).toContain('No column is named external_id');
    expect(plan.columns.map(({ name }: { name: string }) => name)).toEqual(['Reference', 'Email']);
  });

  test('prints the sheets of a workbook', async () => {
    const cells = [
      ['Customer ID', 'Email'],
      ['1', 'a@example.com'],
    ];
    const { plan } = await planOf(
      'plan.xlsx',
      makeWorkbook({ First: cells, Second: cells }),
      '--sheet',
      'Second',
    );
    expect(plan).toMatchObject({ format: 'xlsx', sheet: 'Second', sheets: ['First', 'Second'] });
  });

  test('names the problem of a source that the server would refuse', async () => {
    const { plan } = await planOf('source.csv', 'external_id,email\n1,a@example.com\n', '--source', 'a b');
    expect(plan.problem).toContain('--source');
  });

  test('exits with 2 if the file has another ending', async () => {
    const { code, stderr } = await planOf('plan.pdf', 'x');
    expect([code, stderr.includes('none of the endings')]).toEqual([2, true]);
  });
});

describe('import --progress json', () => {
  const rows = (count: number) =>
    `external_id,email\n${Array.from({ length: count }, (_, at) => `P${at},p${at}@progress.example.com\n`).join('')}`;
  const args = (file: string) => [
    file,
    '--source',
    'crm',
    '--url',
    server.url,
    '--progress',
    'json',
    '--json',
  ];

  test('prints the rows, the position and the size as lines of JSON on standard error', async () => {
    const content = rows(250);
    const { code, stderr } = await runImport(args(folder.write('progress.csv', content)), server.key);
    expect(code).toBe(0);
    const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      rows: 250,
      position: content.length,
      size: content.length,
    });
  });

  test('has no messages with commands or output files, which only help a person', async () => {
    const file = folder.write('refused.csv', `${rows(2)}P9,no email\nP0,"Ann <p0@progress.example.com>"\n`);
    const { code, stdout, stderr } = await runImport([...args(file), '--duplicates', 'last'], server.key);
    const messages = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    expect(messages.filter((line) => /resume|same options|\.csv/.test(line))).toEqual([]);
    expect([code, messages.at(-1)]).toEqual([1, 'upsertd: 1 row was rejected.']);
    const report = JSON.parse(stdout);
    expect([report.rejects_file, report.report_file]).toEqual([`${file}.rejected.csv`, `${file}.report.csv`]);
  });

  test('ends the import if the reader of standard error has gone', async () => {
    const file = folder.write('orphan.csv', rows(200_000));
    const { child, ended } = startImport([...args(file), '--single', '--concurrency', '1'], server.key);
    // The stream of standard error ends early.
    ended.catch(() => undefined);
    const exit = once(child, 'exit');
    await once(child.stderr as NodeJS.ReadableStream, 'data');
    child.stderr?.destroy();
    expect(await exit).toEqual([1, null]);
    const progress = JSON.parse(readFileSync(`${file}.progress.json`, 'utf8'));
    expect(progress.tally.read).toBeLessThan(200_000);
  });
});
