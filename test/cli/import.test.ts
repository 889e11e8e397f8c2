import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import type { Customer } from '../../src/client/shapes.ts';
import { TestServer } from '../support/test-server.ts';
import { csvOf, type Ended, Folder, MAPS, runImport } from './import-run.ts';

const folder = new Folder();
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

function importFile(file: string, source: string, ...more: string[]): Promise<Ended> {
  return runImport([file, '--source', source, '--url', server.url, '--json', ...more], server.key);
}

async function stored(source: string, externalId: string): Promise<Customer> {
  return (await client.customers.getByExternalId(source, externalId)).data;
}

function countsOf({ stdout }: Ended): Record<string, number> {
  return JSON.parse(stdout);
}

describe('a CSV file', () => {
  const customers = Array.from({ length: 200 }, (_, index) => ({ id: `C${index}`, phone: `555-${index}` }));

  test('creates customers, leaves them unchanged at the second import, and then updates only the changed rows', async () => {
    const file = folder.write('sync.csv', csvOf(customers));
    const more = [...MAPS, '--map', 'phone=Phone 1'];
    const first = await importFile(file, 'sync', ...more);
    expect(first).toMatchObject({ code: 0 });
    expect(existsSync(`${file}.rejected.csv`)).toBe(false);
    expect(first.stderr).toBe(
      'The import maps these columns by their names, as if you had written:\n  --map company_name=Company\nColumns that are not imported, because no field has their name: Index, Phone 2, Subscription Date, Website\n',
    );
    expect(countsOf(first)).toMatchObject({ read: 200, created: 200, updated: 0, unchanged: 0, rejected: 0 });
    expect(await stored('sync', 'C7')).toMatchObject({
      email: 'C7@example.com',
      name: 'Kari Berg',
      phone: '555-7',
      city: 'Oslo',
      country: 'NO',
    });

    const second = await importFile(file, 'sync', ...more);
    expect(countsOf(second)).toMatchObject({ read: 200, created: 0, updated: 0, unchanged: 200 });

    const moved = customers.map((customer, index) =>
      index % 50 === 0 ? { ...customer, city: 'Bergen' } : customer,
    );
    const third = await importFile(folder.write('sync.csv', csvOf(moved)), 'sync', ...more);
    expect(countsOf(third)).toMatchObject({ read: 200, created: 0, updated: 4, unchanged: 196 });
    const inBergen = (await client.customers.list({ source: 'sync', limit: 100 })).data;
    expect(inBergen.filter(({ city }) => city === 'Bergen')).toHaveLength(2);
  });

  test('may have a byte order mark, CR LF, quotes, line breaks in cells, blank rows and spaces', async () => {
    const unusual = [
      { id: 'Q1', first: 'Åse "Bibbi"', last: 'Sæther,\r\nthe 2nd', company: '' },
      { id: 'Q2', first: '  Per ', city: '', country: '' },
    ];
    const text = csvOf(unusual, '\r\n').replace('\r\n1,', '\r\n\r\n,,,,,,,,,,,\r\n1,');
    const file = folder.write('unusual.csv', `\uFEFF${text}`);
    const ended = await importFile(file, 'unusual', ...MAPS, '--map', 'custom_fields.company=Company');
    expect(countsOf(ended)).toMatchObject({ read: 2, created: 2, rejected: 0 });
    const [first, second] = [await stored('unusual', 'Q1'), await stored('unusual', 'Q2')];
    expect(first).toMatchObject({ name: 'Åse "Bibbi" Sæther,\r\nthe 2nd' });
    expect(first).not.toHaveProperty('customFields');
    expect(second).toMatchObject({ name: 'Per Berg', customFields: { company: 'Berg AS' } });
    expect(second).not.toHaveProperty('city');
    expect(second).not.toHaveProperty('country');
  });

  test('may have another delimiter, and columns with the names of fields', async () => {
    const header = 'External-ID;E-mail;NAME;Postal Code;Custom_Fields.plan';
    const file = folder.write('semicolon.csv', `${header}\nS1;s1@example.com;Berg, Kari;0155;gold\n`);
    const ended = await importFile(file, 'semicolon', '--delimiter', ';');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(await stored('semicolon', 'S1')).toMatchObject({
      name: 'Berg, Kari',
      postalCode: '0155',
      customFields: { plan: 'gold' },
    });
  });

  test.each([
    ['in batches', []],
    ['one by one', ['--single']],
  ])(
    'sends the rows of one customer in the order of the file with 40 concurrent requests, %s',
    async (how, more) => {
      const source = `order-${how.replaceAll(' ', '-')}`;
      const rows = Array.from({ length: 320 }, (_, index) => ({
        id: `D${index % 3}`,
        email: `${source}.${index % 3}@example.com`,
        first: `No. ${index}`,
      }));
      const file = folder.write('order.csv', csvOf(rows));
      const ended = await importFile(file, source, ...MAPS, '--concurrency', '40', ...more);
      expect(countsOf(ended)).toMatchObject({ read: 320, created: 3, updated: 317 });
      expect((await stored(source, 'D0')).name).toBe('No. 318 Berg');
      expect((await stored(source, 'D1')).name).toBe('No. 319 Berg');
    },
  );

  test('imports a row without its country if the country has no code, and reports the name', async () => {
    const rows = [
      { id: 'L1', country: 'Netherlands Antilles' },
      { id: 'L2', country: 'Korea' },
    ];
    const file = folder.write('country.csv', csvOf(rows));
    const { stdout, code } = await runImport(
      [file, '--source', 'country', '--url', server.url, ...MAPS],
      server.key,
    );
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'read       2',
      'created    2',
      'updated    0',
      'unchanged  0',
      'linked     0',
      'stale      0',
      'rejected   0',
      'warnings   0',
      'countries  left out, as ISO 3166 has no code for them: Netherlands Antilles (1)',
      '',
    ]);
    expect(await stored('country', 'L1')).not.toHaveProperty('country');
    expect((await stored('country', 'L2')).country).toBe('KR');
  });
});

describe('a rejected row', () => {
  test('is written with its line and its reason, and can be corrected and imported from that file', async () => {
    const file = folder.write(
      'mixed.csv',
      csvOf([
        { id: 'R1' },
        { id: 'R2', email: 'no email' },
        { id: 'R3', email: 'R1@EXAMPLE.com' },
        { id: 'R4', first: 'Two\nlines' },
        { id: '', email: 'x@example.com' },
      ]).concat('6,R6,too,short\n'),
    );
    const ended = await importFile(file, 'mixed', ...MAPS);
    expect(ended.code).toBe(1);
    expect(countsOf(ended)).toMatchObject({ read: 6, created: 2, rejected: 4 });
    const path = `${file}.rejected.csv`;
    expect(ended.stderr).toContain(
      `upsertd: The rejected rows and their reasons are in ${path}. Correct them there, and import that file with the same options.\n`,
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const rejected = readFileSync(path, 'utf8');
    const [header, ...lines] = rejected.trimEnd().split('\n').toSorted();
    expect(lines.pop()).toMatch(/^rejected_line,rejected_reason,Index,Customer Id,/);
    expect([header, ...lines].map((line) => line?.slice(0, line.lastIndexOf('",') + 1))).toEqual([
      '3,"email must be an email address, such as jane@example.com; it has no @"',
      `4,"The email belongs to another customer, mixed R1. Use that customer's reference, or send another email."`,
      '7,"external_id is required"',
      '8,"email is required"',
    ]);

    const corrected = folder.write(
      'corrected.csv',
      rejected.replace('no email', 'r2@example.com').replace('R1@EXAMPLE.com', 'r3@example.com'),
    );
    const again = await importFile(corrected, 'mixed', ...MAPS);
    expect(countsOf(again)).toMatchObject({ read: 4, created: 2, rejected: 2 });
    expect((await stored('mixed', 'R3')).name).toBe('Kari Berg');
  });
});

test('an NDJSON file of upsert bodies is imported, and its invalid lines are written unchanged to the rejected rows', async () => {
  const lines = [
    '{"external_id": "J1", "email": "j1@example.com", "name": "Kari", "metadata": {"a": {"b": [1]}}}',
    '',
    '{"external_id": "J1", "email": "j1@example.com", "name": null, "external_updated_at": "2026-11-01T00:00:00Z"}',
    '{"external_id": 77, "email": "j2@example.com", "Country": "kyrgyz republic", "age": 7}\r',
    '{"external_id": 12345678901234567890, "email": "j3@example.com"}',
    '{"external_id": "J4"}',
    '{"external_id": "J5",',
    '["J6"]',
    '{"external_id": "J1", "email": "j1@example.com", "external_updated_at": "2026-10-01T00:00:00Z"}',
    '{"external_id": "J1", "email": "j1@example.com"}',
  ];
  const file = folder.write('bodies.ndjson', lines.join('\n'));
  const ended = await importFile(file, 'bodies');
  expect(ended.stderr).toContain('no field has their name: age\n');
  expect(countsOf(ended)).toMatchObject({
    read: 9,
    created: 3,
    updated: 1,
    unchanged: 1,
    stale: 1,
    rejected: 3,
    warnings: 1,
  });
  const first = await stored('bodies', 'J1');
  expect(first).toMatchObject({ metadata: { a: { b: [1] } } });
  expect(first).not.toHaveProperty('name');
  expect((await stored('bodies', '77')).country).toBe('KG');
  expect((await stored('bodies', '12345678901234567890')).email).toBe('j3@example.com');
  const rejected = readFileSync(`${file}.rejected.ndjson`, 'utf8').trimEnd().split('\n').toSorted();
  expect(rejected).toEqual([
    '{"rejected_line":6,"rejected_reason":"email is required","external_id": "J4"}',
    '{"rejected_line":7,"rejected_reason":"is not valid JSON","rejected_text":"{\\"external_id\\": \\"J5\\","}',
    '{"rejected_line":8,"rejected_reason":"is not a JSON object","rejected_text":"[\\"J6\\"]"}',
  ]);
});

test('a row for which the server refuses the whole batch is the only rejected row, with the reason of the server', async () => {
  const lines = Array.from({ length: 9 }, (_, index) =>
    JSON.stringify({ external_id: `P${index}`, email: `p${index}@example.com` }),
  );
  lines[4] = '{"external_id": "P4", "email": "p4@example.com", "metadata": {"n": 12345678901234567890}}';
  const file = folder.write('refused.ndjson', lines.join('\n'));
  const ended = await importFile(file, 'refused');
  expect(countsOf(ended)).toMatchObject({ read: 9, created: 8, rejected: 1 });
  const [rejected] = readFileSync(`${file}.rejected.ndjson`, 'utf8').split('\n');
  expect(JSON.parse(rejected ?? '')).toMatchObject({
    rejected_line: 5,
    rejected_reason: expect.stringMatching(/^metadata\.n /),
  });
});

test('import --resume starts with the first row if no import stopped', async () => {
  const file = folder.write('none.csv', csvOf([{ id: 'N1' }]));
  const ended = await importFile(file, 'none', ...MAPS, '--resume');
  expect(ended.stderr).toContain('There is no import to resume, so this import starts with the first row.\n');
  expect(countsOf(ended)).toMatchObject({ complete: true, created: 1 });
  expect(existsSync(`${file}.progress.json`)).toBe(false);
});

test('a dry run validates every row without a server or a key, and writes the file of --rejects', async () => {
  const file = folder.write('dry.csv', csvOf([{ id: 'Y1' }, { id: 'Y2', email: '' }, { id: 'Y3' }]));
  const path = folder.path('elsewhere.csv');
  const args = ['--source', 'dry', '--url', 'http://127.0.0.1:9', '--dry-run', '--rejects', path, ...MAPS];
  const ended = await runImport([file, ...args]);
  expect(ended).toMatchObject({
    code: 1,
    stdout: 'read       3\nvalid      2\nrejected   1\n  1 × email is required\nwarnings   0\n',
  });
  expect(readFileSync(path, 'utf8')).toContain('3,"email is required",2,Y2,');
});

test('control characters of a file are replaced in the output', async () => {
  const file = folder.write('hostile.csv', 'external_id,email,\u001b[2Jnote\nE1,e1@example.com,x\n');
  const ended = await runImport([file, '--source', 'hostile', '--dry-run']);
  expect(ended.stderr).toContain(
    'Columns that are not imported, because no field has their name: ?[2Jnote\n',
  );
});
