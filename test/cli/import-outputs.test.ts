import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { TestServer } from '../support/test-server.ts';
import { makeWorkbook } from './import/workbook.ts';
import { Folder, runImport, startImport } from './import-run.ts';

const folder = new Folder();
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

function importFile(file: string, source: string, ...more: string[]) {
  return runImport([file, '--source', source, '--url', server.url, '--json', ...more], server.key);
}

/** The files beside an imported file, whose names begin with its name. */
function filesBeside(name: string): string[] {
  return readdirSync(folder.path('.'))
    .filter((found) => found.startsWith(name) && found !== name)
    .map((found) => found.slice(name.length))
    .toSorted();
}

describe('the file of rejected rows', () => {
  test('is removed by a clean import of the corrected file, and leaves no other file', async () => {
    const file = folder.write('mended.csv', 'external_id,email\nM1,no\n');
    expect((await importFile(file, 'mended')).code).toBe(1);
    expect(filesBeside('mended.csv')).toEqual(['.outputs.sha256', '.rejected.csv']);
    writeFileSync(file, 'external_id,email\nM1,m1@example.com\n');
    expect((await importFile(file, 'mended')).code).toBe(0);
    expect(filesBeside('mended.csv')).toEqual([]);
  });

  test('is replaced if it is unchanged, and never if it was edited', async () => {
    const file = folder.write('edited.csv', 'external_id,email\nE1,no\n');
    const rejected = `${file}.rejected.csv`;
    await importFile(file, 'edited');
    expect((await importFile(file, 'edited')).code).toBe(1);
    const edited = readFileSync(rejected, 'utf8').replace(',no\n', ',e1@example.com\n');
    writeFileSync(rejected, edited);
    const refused = await importFile(file, 'edited');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('it was edited or no import has written it');
    expect(readFileSync(rejected, 'utf8')).toBe(edited);
    const other = folder.path('edited-again.csv');
    expect((await importFile(file, 'edited', '--rejects', other)).code).toBe(1);
    expect(readFileSync(other, 'utf8')).toContain(',E1,no');
  });

  test('never replaces a file that no import has written', async () => {
    const file = folder.write('unasked.csv', 'external_id,email\nU1,no\n');
    const notes = folder.write('notes.txt', 'my notes\n');
    const ended = await importFile(file, 'unasked', '--rejects', notes);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(readFileSync(notes, 'utf8')).toBe('my notes\n');
  });

  test('is replaced after an import that was killed and saved no checksum', async () => {
    const file = folder.write('killed.csv', 'external_id,email\nK1,no\n');
    await importFile(file, 'killed');
    rmSync(`${file}.outputs.sha256`);
    writeFileSync(`${file}.progress.json`, JSON.stringify({ keptAt: Date.now() }));
    expect((await importFile(file, 'killed')).code).toBe(1);
    const later = Date.now() / 1000 + 60;
    rmSync(`${file}.outputs.sha256`);
    writeFileSync(`${file}.progress.json`, JSON.stringify({ keptAt: Date.now() }));
    utimesSync(`${file}.rejected.csv`, later, later);
    expect((await importFile(file, 'killed')).code).toBe(2);
  });

  test.each([
    ['a folder that does not exist', 'missing/rejected.csv', 'is in a folder that does not exist'],
    ['a folder', 'a-folder', 'is a folder'],
  ])('is refused before the first row if its path is %s', async (kind, name, problem) => {
    mkdirSync(folder.path('a-folder'), { recursive: true });
    const source = kind.replaceAll(' ', '-');
    const file = folder.write(`${source}.csv`, `external_id,email\nF1,${source}@example.com\nF2,no\n`);
    const ended = await importFile(file, source, '--rejects', folder.path(name));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(problem);
    await expect(client.customers.getByExternalId(source, 'F1')).rejects.toThrow();
  });

  test.each([
    ['windows-1252', ';', ['--encoding', 'windows-1252']],
    ['utf-16le', '\t', []],
    ['utf-8', ';', []],
  ])(
    'has the encoding %s and the delimiter %j of its file, its own columns once, and can be imported again and again',
    async (encoding, delimiter, options) => {
      const source = `again-${encoding}`;
      const rows = [
        ['external_id', 'email', 'name'],
        ['G1', `g1.${source}@example.com`, 'Åse'],
        ['G2', 'nei', 'Bjørn "B" Å'],
      ];
      const text = rows.map(
        (row) =>
          `${row.map((cell) => (cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)}\r\n`,
      );
      const file = folder.write(
        `${source}.csv`,
        iconv.encode(text.join(''), encoding, { addBOM: encoding !== 'windows-1252' }),
      );
      const first = await importFile(file, source, ...options);
      expect(JSON.parse(first.stdout)).toMatchObject({ created: 1, rejected: 1 });
      const rejected = `${file}.rejected.csv`;
      const second = await importFile(rejected, source, ...options, '--encoding', encoding);
      expect(JSON.parse(second.stdout)).toMatchObject({ read: 1, rejected: 1 });
      const again = iconv.decode(readFileSync(`${rejected}.rejected.csv`), encoding);
      expect(again.split('\r\n')[0]).toBe(
        ['rejected_line', 'rejected_reason', ...(rows[0] ?? [])].join(delimiter),
      );
      expect(again).toContain(['G2', 'nei', '"Bjørn ""B"" Å"'].join(delimiter));
      const corrected = again.replace('nei', `g2.${source}@example.com`);
      const last = folder.write(
        `${source}-corrected.csv`,
        iconv.encode(corrected, encoding, { addBOM: encoding !== 'windows-1252' }),
      );
      expect(JSON.parse((await importFile(last, source, ...options)).stdout)).toMatchObject({
        created: 1,
        rejected: 0,
      });
      expect((await client.customers.getByExternalId(source, 'G2')).data.name).toBe('Bjørn "B" Å');
    },
  );

  test('of NDJSON has its own keys once, and can be imported again', async () => {
    const file = folder.write('keys.ndjson', '{"external_id":"N1","email":"nei","name":"a\\"b"}\n');
    await importFile(file, 'keys');
    await importFile(`${file}.rejected.ndjson`, 'keys');
    const again = readFileSync(`${file}.rejected.ndjson.rejected.ndjson`, 'utf8');
    expect(again.match(/rejected_line/g)).toHaveLength(1);
    expect(JSON.parse(again)).toMatchObject({ external_id: 'N1', name: 'a"b' });
  });
});

test('a second import of a file that is being imported is refused, and one after a killed import is not', {
  timeout: 120_000,
}, async () => {
  const rows = Array.from({ length: 6000 }, (_, index) => `L${index},l${index}@lock.example.com\n`);
  const file = folder.write('lock.csv', `external_id,email\n${rows.join('')}`);
  const args = [file, '--source', 'lock', '--url', server.url, '--json'];
  const first = startImport(args, server.key);
  await expect.poll(() => existsSync(`${file}.import.lock`), { timeout: 30_000, interval: 5 }).toBe(true);
  const second = await runImport(args, server.key);
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expect(second.stderr).toContain('Another import of this file is running (process ');
  first.child.kill('SIGKILL');
  await first.ended;
  expect(existsSync(`${file}.import.lock`)).toBe(true);
  const third = await runImport([...args, '--resume'], server.key);
  expect(JSON.parse(third.stdout)).toMatchObject({ complete: true, read: 6000, rejected: 0 });
  expect(existsSync(`${file}.import.lock`)).toBe(false);
});

test('the report file lists the linked, changed and warned rows with their lines', async () => {
  await client.customers.upsert('elsewhere', 'X', { email: 'linked@report.example.com' });
  const text = [
    'external_id,email,country,city',
    'R1,r1@report.example.com,Norge,Oslo',
    'R2,linked@report.example.com,,',
    'R3,r3@report.example.com,"Mu, the lost",N/A',
    '1.2E+12,r4@report.example.com,,',
    'R\u200b5,r5@report.example.com,,',
  ];
  const file = folder.write('report.csv', `${text.join('\n')}\n`);
  const ended = await importFile(file, 'report');
  expect(JSON.parse(ended.stdout)).toMatchObject({
    created: 4,
    linked: 1,
    report_file: `${file}.report.csv`,
  });
  expect(ended.stderr).toContain('1 external id looks like a number that a spreadsheet has rounded');
  expect(ended.stderr).toContain('1 external id contains a character that a screen does not show');
  const lines = readFileSync(`${file}.report.csv`, 'utf8').trimEnd().split('\n');
  expect(lines[0]).toBe('line,external_id,outcome,note');
  expect(lines[1]).toMatch(/^3,R2,linked,/);
  expect(lines[2]).toBe(
    '4,R3,created,"country Mu, the lost was left out, because it is not the name or the code of a country; city N/A was read as an empty cell"',
  );
  expect(lines[3]).toBe('5,1.2E+12,created,external_id looks like a rounded number');
  expect(lines[4]).toMatch(
    /^6,R\u200b5,created,"?external_id contains a character that a screen does not show/,
  );
  expect(lines).toHaveLength(5);
});

describe('--max-rejects', () => {
  const rows = Array.from(
    { length: 1000 },
    (_, index) => `X${index},${index % 10 === 0 ? 'no' : `x${index}@max.example.com`}\n`,
  );
  const file = folder.write('max.csv', `external_id,email\n${rows.join('')}`);

  test.each([
    [
      '20',
      /^upsertd: Stopped because 3?\d+ of \d+ rows were rejected, which is more than --max-rejects 20\.$/m,
    ],
    [
      '5%',
      /^upsertd: Stopped because 1?\d+ of \d+ rows were rejected, which is more than --max-rejects 5%\.$/m,
    ],
  ])(
    '%s stops an import with more rejected rows, and names the command that resumes it',
    async (limit, message) => {
      const ended = await importFile(
        file,
        `max${limit.replace('%', 'p')}`,
        '--max-rejects',
        limit,
        '--concurrency',
        '1',
      );
      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(message);
      expect(ended.stderr).toContain('To resume: ');
      expect(JSON.parse(ended.stdout)).toMatchObject({ complete: false });
      expect(JSON.parse(ended.stdout).read).toBeLessThan(400);
      rmSync(`${file}.progress.json`);
    },
  );

  test('lets an import with fewer rejected rows end', async () => {
    const ended = await importFile(file, 'most', '--max-rejects', '10%');
    expect(JSON.parse(ended.stdout)).toMatchObject({ complete: true, rejected: 100 });
  });
});

test('--resume after a change of the file says what to do', async () => {
  const file = folder.write('changed.csv', 'external_id,email\nC1,no\nC2,c2@changed.example.com\n');
  const stopped = await importFile(file, 'changed', '--max-rejects', '0', '--single', '--concurrency', '1');
  expect(stopped.stderr).toContain('Stopped because 1 of 1 row was rejected');
  writeFileSync(file, 'external_id,email\nC1,c1@changed.example.com\nC2,c2@changed.example.com\n');
  const resumed = await importFile(file, 'changed', '--single', '--concurrency', '1', '--resume');
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toContain('had another content of the file. Leave out --resume to start again');
  expect(resumed.stderr).toContain(
    'undo the changes of the file, or import the changed rows from a file of their own',
  );
});

test('the rejected rows of a workbook are CSV in UTF-8 with a byte order mark', async () => {
  const file = folder.write(
    'book.xlsx',
    makeWorkbook({
      Patients: [
        ['external_id', 'email', 'name'],
        ['W1', 'nei', 'Åse'],
      ],
    }),
  );
  await importFile(file, 'book');
  const rejected = readFileSync(`${file}.rejected.csv`, 'utf8');
  expect(rejected).toMatch(/^\uFEFFrejected_line,rejected_reason,external_id,email,name/);
  expect(rejected).toContain('W1,nei,Åse');
});

test('an import of standard input writes stdin.rejected.csv and stdin.report.csv into the working folder', async () => {
  const cwd = folder.path('working');
  mkdirSync(cwd);
  const { ended } = startImport(
    ['-', '--source', 'stdin', '--url', server.url, '--json'],
    server.key,
    {},
    { cwd, input: 'external_id,email,city\nI1,i1@stdin.example.com,N/A\nI2,nei,\n' },
  );
  expect(JSON.parse((await ended).stdout)).toMatchObject({ created: 1, rejected: 1 });
  const names = readdirSync(cwd).map((name) => basename(name));
  expect(names.toSorted()).toEqual(['stdin.outputs.sha256', 'stdin.rejected.csv', 'stdin.report.csv']);
});
