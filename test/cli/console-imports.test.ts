import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import {
  countsOf,
  dryRun,
  importKeys,
  openImportConsole,
  runImport,
  settled,
  uploadFile,
} from './console-import.ts';
import { makeWorkbook } from './import/workbook.ts';

const FAULTY = `Customer ID;First Name;Last Name;Email;Shoe
PAT-1;Kari;Berg;kari@example.com;41
PAT-2;Ola;Dal;no address;42
PAT-3;Per;Vik;per@example.com;43
`;

describe('an import in the console', () => {
  test('has an entry in the navigation, maps, foretells and imports a file, offers the rejected rows, and leaves no active key', async () => {
    const cwd = tempFolder();
    const console = await openImportConsole(cwd);
    const { operator, served, sandbox } = console;
    expect((await operator.get('/console/health')).text).toContain('<a href="/console/imports">Imports</a>');
    const path = await uploadFile(console, sandbox, { name: 'patients.csv', content: FAULTY });

    const { text: mapping } = await operator.get(`${path}/mapping`);
    for (const shown of ['Kari Berg', 'kari@example.com', 'found in the file: ;', 'it has no @', 'PAT-1'])
      expect(mapping).toContain(shown);

    const foretold = await dryRun(operator, path);
    expect(countsOf(foretold)).toMatchObject({ read: 3, created: 2, rejected: 1 });
    expect(foretold).toContain('email must be an email address');
    expect(await (await served.fetch('/v2/customers')).json()).toMatchObject({ pagination: { total: 0 } });

    const result = await runImport(operator, path);
    expect(countsOf(result)).toMatchObject({ read: 3, created: 2, rejected: 1 });
    expect(await (await served.fetch('/v2/customers')).json()).toMatchObject({ pagination: { total: 2 } });
    expect(await importKeys(operator)).toEqual(['revoked', 'revoked']);

    const rejects = await operator.get(`${path}/rejects`);
    expect(rejects.headers).toMatchObject({
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename=patients.csv.rejected.csv',
      'x-content-type-options': 'nosniff',
    });
    const corrected = rejects.text.replace('no address;42', 'ola@example.com;42');
    const again = await uploadFile(console, sandbox, {
      name: 'patients.csv.rejected.csv',
      content: corrected,
    });
    await dryRun(operator, again);
    expect(countsOf(await runImport(operator, again))).toMatchObject({ read: 1, created: 1, rejected: 0 });

    const folder = join(cwd, 'upsertd.db-imports');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const modes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => statSync(join(parentPath, name)).mode & 0o077);
    expect(new Set(modes)).toEqual(new Set([0]));

    for (const each of [path, again]) expect((await operator.post(`${each}/remove`, {})).status).toBe(303);
    expect(readdirSync(folder)).toEqual([]);
    expect((await operator.get(path)).status).toBe(404);
  });

  test('reads a workbook, and the sheet that the operator chooses', async () => {
    const console = await openImportConsole(tempFolder());
    const { operator, sandbox } = console;
    const head = ['Customer ID', 'Email'];
    const content = makeWorkbook({
      First: [head, ['1', 'one@example.com']],
      Second: [head, ['2', 'two@example.com'], ['3', 'three@example.com']],
    });
    const path = await uploadFile(console, sandbox, { name: 'book.xlsx', content: new Uint8Array(content) });
    expect((await operator.get(`${path}/mapping`)).text).toContain('one@example.com');
    await operator.post(`${path}/mapping`, { source: 'crm', sheet: 'Second', next: 'preview' });
    expect(await settled(operator, `${path}/mapping`)).toContain('two@example.com');
    expect(countsOf(await dryRun(operator, path, { sheet: 'Second' }))).toMatchObject({ read: 2 });
    expect(countsOf(await runImport(operator, path))).toMatchObject({ read: 2, created: 2 });
  });

  test('sends a column to the field that the operator chooses, and leaves out another one', async () => {
    const console = await openImportConsole(tempFolder());
    const { operator, sandbox, served } = console;
    const content = 'Ref,Mail to,Shoe,Secret\nA,a@example.com,41,x\n';
    const path = await uploadFile(console, sandbox, { name: 'columns.csv', content });
    expect((await operator.get(`${path}/mapping`)).text).toContain('No column is named external_id');
    const map = ['external_id', 'email', 'custom_fields.KEY', ''];
    await operator.post(`${path}/mapping`, { source: 'crm', map, next: 'dry_run' });
    await settled(operator, path);
    expect(countsOf(await runImport(operator, path))).toMatchObject({ created: 1 });
    const { data } = (await (await served.fetch('/v2/customers')).json()) as { data: unknown[] };
    expect(data[0]).toMatchObject({ email: 'a@example.com', custom_fields: { Shoe: '41' } });
    expect(JSON.stringify(data[0])).not.toContain('Secret');
  });

  test('shows why a file cannot be read, without a path of the server', async () => {
    const cwd = tempFolder();
    const console = await openImportConsole(cwd);
    const path = await uploadFile(console, console.sandbox, { name: '../../etc/x.pdf', content: '%PDF' });
    const { text } = await console.operator.get(`${path}/mapping`);
    expect(text).toContain('x.pdf has none of the endings');
    expect(text).not.toContain(cwd);
  });

  test('writes live data only after the operator has typed the name of the merchant', async () => {
    const console = await openImportConsole(tempFolder());
    const { operator, live } = console;
    const path = await uploadFile(console, live, { name: 'live.csv', content: FAULTY });
    const page = await dryRun(operator, path);
    const [, name = ''] = /Type the name of the merchant, <strong>([^<]+)/.exec(page) ?? [];
    for (const confirm of ['', `${name}x`, 'live']) {
      const { status, text } = await operator.post(`${path}/run`, { confirm });
      expect([status, text.includes('Nothing was imported.')]).toEqual([400, true]);
    }
    expect((await operator.get(`/console/customers?tenant=${live}`)).text).not.toContain('kari@example.com');
    expect(countsOf(await runImport(operator, path, { confirm: name }))).toMatchObject({ created: 2 });
    expect((await operator.get(`/console/customers?tenant=${live}`)).text).toContain('kari@example.com');
  });

  test('leaves no body in the request log', async () => {
    const console = await openImportConsole(tempFolder());
    const { operator, sandbox } = console;
    const path = await uploadFile(console, sandbox, { name: 'log.csv', content: FAULTY });
    await dryRun(operator, path);
    await runImport(operator, path);
    const { text } = await operator.get('/console/requests');
    const requests = [...text.matchAll(/href="(\/console\/requests\/\d+)"/g)].map(([, found = '']) => found);
    expect(requests.length).toBeGreaterThan(0);
    for (const request of requests) expect((await operator.get(request)).text).not.toContain('@example.com');
  });
});
