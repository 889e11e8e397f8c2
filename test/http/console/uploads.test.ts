import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBytes } from '../../../src/cli/parse.ts';
import { safeFileName } from '../../../src/http/console/imports/file-name.ts';
import { ImportService } from '../../../src/http/console/imports/import-service.ts';
import { stateOf } from '../../../src/http/console/imports/show-imports.ts';
import type { PrintedReport } from '../../../src/http/console/imports/task-runner.ts';
import { STORED_MS } from '../../../src/http/console/imports/uploaded-file.ts';
import { MAX_UPLOADS, Uploads } from '../../../src/http/console/imports/uploads.ts';
import { makeId } from '../../../src/platform/ids.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const tenant = { merchantId: 'm', mode: 'sandbox' } as const;

function openUploads(folder: string, now = { time: 0 }) {
  const errors: string[] = [];
  const uploads = new Uploads({
    folder,
    maxBytes: 1000,
    clock: () => now.time,
    newId: makeId,
    onError: (what) => errors.push(what),
  });
  return { uploads, errors, now };
}

async function addFile(uploads: Uploads): Promise<string> {
  const reserved = await uploads.reserve(3);
  if ('refused' in reserved) throw new Error(reserved.refused);
  writeFileSync(join(reserved.path, 'a.csv'), 'a,b');
  await uploads.add({ id: reserved.id, name: 'a.csv', bytes: 3, tenant, source: 'crm' });
  return reserved.id;
}

describe('the uploaded files', () => {
  test('are removed 24 hours after their last change, unless their task is running', async () => {
    const folder = tempFolder();
    const { uploads, now } = openUploads(folder);
    await uploads.open();
    const [old, changed, running] = [await addFile(uploads), await addFile(uploads), await addFile(uploads)];
    await uploads.update(running, { task: 'import' });
    now.time = STORED_MS - 1;
    await uploads.update(changed, { planErrors: [] });
    await uploads.removeExpired();
    expect(readdirSync(folder)).toHaveLength(3);
    now.time = STORED_MS;
    await uploads.removeExpired();
    uploads.close();
    expect(readdirSync(folder).sort()).toEqual([changed, running].sort());
    expect(uploads.find(old)).toBeUndefined();
  });

  test('are found again after a restart, without uploads that were never complete', async () => {
    const folder = tempFolder();
    const before = openUploads(folder).uploads;
    await before.open();
    const complete = await addFile(before);
    await before.reserve(3);
    before.close();
    mkdirSync(join(folder, 'of-another-program'));
    const after = openUploads(folder).uploads;
    await after.open();
    after.close();
    expect(after.list().map(({ id }) => id)).toEqual([complete]);
    expect(readdirSync(folder).sort()).toEqual([complete, 'of-another-program'].sort());
  });

  test('are removed at the start if their state cannot be read', async () => {
    const folder = tempFolder();
    const before = openUploads(folder).uploads;
    await before.open();
    const id = await addFile(before);
    before.close();
    writeFileSync(join(folder, id, 'upload.json'), '');
    const after = openUploads(folder).uploads;
    await after.open();
    after.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('have no part on the disk and use no place if their state cannot be stored', async () => {
    const folder = tempFolder();
    const { uploads } = openUploads(folder);
    await uploads.open();
    for (let count = 0; count < MAX_UPLOADS; count += 1) {
      const reserved = await uploads.reserve(3);
      if ('refused' in reserved) throw new Error(reserved.refused);
      // The state is first written to this path.
      mkdirSync(join(folder, reserved.id, 'upload.json.part'));
      const file = { id: reserved.id, name: 'a.csv', bytes: 3, tenant, source: 'crm' };
      await expect(uploads.add(file)).rejects.toThrow();
    }
    expect(readdirSync(folder)).toEqual([]);
    await addFile(uploads);
    uploads.close();
  });

  test('are refused without stopping the server if their folder cannot be used', async () => {
    const file = join(tempFolder(), 'a-file');
    writeFileSync(file, '');
    const { uploads, errors } = openUploads(file);
    await uploads.open();
    uploads.close();
    expect(await uploads.reserve(3)).toEqual({ refused: 'unavailable' });
    expect(errors).toHaveLength(1);
  });

  test('leave nothing behind if their state cannot be written', async () => {
    const folder = tempFolder();
    const { uploads } = openUploads(folder);
    await uploads.open();
    for (let count = 0; count < 11; count += 1) {
      const reserved = await uploads.reserve(3);
      if ('refused' in reserved) throw new Error(reserved.refused);
      // A folder in the place of the file makes the write fail, as a full disk does.
      mkdirSync(join(folder, reserved.id, 'upload.json.part'));
      const file = { id: reserved.id, name: 'a.csv', bytes: 3, tenant, source: 'crm' };
      await expect(uploads.add(file)).rejects.toThrow();
    }
    uploads.close();
    expect(uploads.list()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('do not keep a server from starting if the end of an interrupted import cannot be stored', async () => {
    const folder = tempFolder();
    const { uploads } = openUploads(folder);
    await uploads.open();
    const id = await addFile(uploads);
    await uploads.update(id, { task: 'import' });
    uploads.close();
    mkdirSync(join(folder, id, 'upload.json.part'));
    const errors: string[] = [];
    const imports = new ImportService({
      folder,
      maxBytes: 1000,
      clock: () => 0,
      newId: makeId,
      onError: (what) => errors.push(what),
      store: undefined as never,
      runTask: undefined as never,
    });
    await imports.start(() => undefined);
    await imports.close();
    expect(errors).toEqual(['the state of an import was not stored']);
    expect(imports.uploads.find(id)?.task).toBeUndefined();
  });

  test('are refused if the disk has too little space', async () => {
    const { uploads } = openUploads(tempFolder());
    await uploads.open();
    uploads.close();
    expect(await uploads.reserve(Number.MAX_SAFE_INTEGER)).toEqual({ refused: 'disk_full' });
  });
});

test.each([
  ['is being read', { task: 'plan' }],
  ['mapping', {}],
  ['mapping', { dryRun: { at: 0, report: undefined, messages: [] } }],
  ['ready to import', { dryRun: { at: 0, report: { complete: true } as PrintedReport, messages: [] } }],
  ['stopped', { run: { at: 0, report: undefined, messages: [] } }],
] as const)('the list of files shows the state %s for a file with %j', (state, upload) => {
  expect(stateOf(upload)).toBe(state);
});

test.each([
  ['customers.csv', 'customers.csv'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\files\\Kunder Ålesund (1).xlsx', 'Kunder Ålesund (1).xlsx'],
  ['--config=x.csv', 'config_x.csv'],
  ['.hidden.csv', 'hidden.csv'],
  ['a\nb"<b>.csv', 'a_b__b_.csv'],
  ['..', 'customers.csv'],
  [`a${'-'.repeat(60)}`, 'customers.csv'],
  [`${'x'.repeat(300)}.csv.gz`, `${'x'.repeat(43)}.csv.gz`],
])('an uploaded file named %j is stored as %j', (sent, stored) => {
  expect(safeFileName(sent)).toBe(stored);
});

test('a size is read in units of 1000 and of 1024 bytes', () => {
  expect(['7b', '20kb', '500MB', '2gb', '64MiB', '1gib'].map(parseBytes)).toEqual([
    7,
    20_000,
    500_000_000,
    2_000_000_000,
    64 * 2 ** 20,
    2 ** 30,
  ]);
  for (const wrong of ['', '5', '0kb', '1.5gb', '-1mb', '10 mb'])
    expect(() => parseBytes(wrong)).toThrow('It must be a size such as');
});
