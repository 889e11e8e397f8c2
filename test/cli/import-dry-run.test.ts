import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { refusal, ScriptedServer } from '../client/scripted-server.ts';
import { TestServer } from '../support/test-server.ts';
import { type Ended, Folder, runImport } from './import-run.ts';

const KEY = 'rk_sandbox_0123456789abcdefghijABCDEFGHIJ01234567';
const NO_CUSTOMERS = { status: 200, body: { data: [], pagination: { hasMore: false } } };
const folder = new Folder();
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

const COUNTS = [
  ...['read', 'valid', 'created', 'updated', 'unchanged', 'linked', 'stale', 'rejected', 'skipped'],
  ...['reasons', 'warnings', 'countries_left_out'],
];

function countsOf({ stdout }: Ended): Record<string, unknown> {
  const report = JSON.parse(stdout);
  return Object.fromEntries(COUNTS.map((name) => [name, report[name]]));
}

function importFile(file: string, source: string, ...more: string[]): Promise<Ended> {
  return runImport([file, '--source', source, '--url', server.url, '--json', ...more], server.key);
}

async function bothOf(file: string, source: string, ...more: string[]) {
  const before = (await client.events.list({ limit: 1 })).data[0]?.sequence ?? 0;
  const dry = await importFile(file, source, '--dry-run', ...more);
  const rejected = readRejected(file);
  const after = (await client.events.list({ limit: 1 })).data[0]?.sequence ?? 0;
  expect(after).toBe(before);
  const run = await importFile(file, source, ...more);
  expect(readRejected(file)).toBe(rejected);
  return { dry, run };
}

function readRejected(file: string): string {
  try {
    return readFileSync(`${file}.rejected.csv`, 'utf8');
  } catch {
    return '';
  }
}

describe('a dry run foretells the counts and the rejected rows of the run', () => {
  test('for 40,000 rows of which 6 % are relatives in other batches and 2 % have a fault', {
    timeout: 120_000,
  }, async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => {
      const owner = index >= 1000 && index % 100 < 6 ? index - 950 : index;
      const email = index % 50 === 37 ? 'no email' : `p${owner}@family.example.com`;
      const id = index % 1000 === 999 ? `P${index - 500}` : `P${index}`;
      const shown = index % 1000 === 999 ? `p${index - 500}@family.example.com` : email;
      return `${id},${shown},Kari No. ${index},${index % 400 === 3 ? 'Atlantis' : 'Norge'}\n`;
    });
    const file = folder.write('clinic.csv', `external_id,email,name,country\n${rows.join('')}`);
    await client.customers.upsert('other', 'X1', { email: 'p20@family.example.com' });
    const { dry, run } = await bothOf(file, 'clinic');
    expect(countsOf(dry)).toEqual(countsOf(run));
    expect(countsOf(run)).toMatchObject({ read: 40_000, updated: 40, linked: 1 });
    expect(JSON.parse(run.stdout).reasons).toEqual({
      'email belongs to another customer': 2340,
      'email must be an email address': 800,
    });
    expect(run.stderr).toContain('--shared-emails allow');
  });

  test('if rows of one id are in several batches and change, repeat or go back in time', async () => {
    const filler = (from: number) =>
      Array.from({ length: 150 }, (_, index) => `F${from + index},f${from + index}@example.com,,,\n`).join(
        '',
      );
    const text = [
      'external_id,email,name,metadata.plan,external_updated_at\n',
      'A,a@example.com,Kari,gold,2026-11-01T08:00:00Z\n',
      filler(0),
      'A,a@example.com,Kari,,2026-11-01T08:00:00Z\n',
      'A,a@example.com,,,2026-10-01T08:00:00Z\n',
      filler(1000),
      'A,a@example.com,Kari Berg,silver,2026-11-02T08:00:00Z\n',
      'B,A@example.com,Ola,,\n',
      filler(2000),
      'A,a@example.com,Kari Berg,silver,2026-11-02T08:00:00Z\n',
    ].join('');
    const { dry, run } = await bothOf(folder.write('changes.csv', text), 'changes');
    expect(countsOf(dry)).toEqual(countsOf(run));
    expect(countsOf(run)).toMatchObject({ created: 451, updated: 1, unchanged: 2, stale: 1, rejected: 1 });
  });

  test('if hundreds of rows share one email, and if --duplicates chooses the rows', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => `S${index % 400},info@gym.example.com\n`);
    const file = folder.write('shared.csv', `external_id,email\n${rows.join('')}`);
    const { dry, run } = await bothOf(file, 'shared', '--duplicates', 'last');
    expect(countsOf(dry)).toEqual(countsOf(run));
    expect(countsOf(run)).toMatchObject({ created: 1, rejected: 399, skipped: 50 });
  });

  test('on a server that lets customers share an email', async () => {
    const sharing = await TestServer.start({ sharedEmails: 'allow' });
    const rows = Array.from({ length: 300 }, (_, index) => `S${index},info@gym.example.com\n`);
    const file = folder.write('allowed.csv', `external_id,email\n${rows.join('')}`);
    const args = [file, '--source', 'gym', '--url', sharing.url, '--json'];
    const dry = await runImport([...args, '--dry-run'], sharing.key);
    const run = await runImport(args, sharing.key);
    await sharing.stop();
    expect(JSON.parse(dry.stdout)).toMatchObject({ created: 300, rejected: 0 });
    expect(JSON.parse(run.stdout)).toMatchObject({ created: 300, rejected: 0 });
  });
});

describe('a dry run', () => {
  const file = folder.write('small.csv', 'external_id,email\nA,a@small.example.com\nB,A@small.example.com\n');

  test('without a key checks the file alone, and counts the rows with the email of another row', async () => {
    const ended = await runImport([file, '--source', 'small', '--dry-run', '--json']);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ checked_by: 'file', valid: 2, shared_emails: 1 });
    expect(ended.stderr).toContain('1 row has the email of another customer, such as a relative.');
    expect(readFileSync(`${file}.report.csv`, 'utf8')).toContain('3,B,valid,"email is also on line 2');
  });

  test('fails if the server that --url names does not respond', async () => {
    const ended = await runImport(
      [file, '--source', 'small', '--dry-run', '--url', 'http://127.0.0.1:9'],
      KEY,
    );
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('upsertd: No response from http://127.0.0.1:9');
  });

  test('checks the file alone and says so, if the server would ignore dry_run and write the rows', async () => {
    const noBatch = { status: 200, body: { created: 0, updated: 0, skipped: 0, failed: [], results: [] } };
    const scripted = await ScriptedServer.start(NO_CUSTOMERS, noBatch);
    const ended = await runImport(
      [file, '--source', 'small', '--dry-run', '--json', '--url', scripted.url],
      KEY,
    );
    await scripted.stop();
    expect(scripted.received).toHaveLength(2);
    expect(JSON.parse(scripted.received[1]?.body ?? '')).toMatchObject({ customers: [] });
    expect(ended.stderr).toContain('the server has no batches with dry_run');
    expect(JSON.parse(ended.stdout)).toMatchObject({ checked_by: 'file', valid: 2 });
  });

  test('fails if the key may not write', async () => {
    const scripted = await ScriptedServer.start(NO_CUSTOMERS, refusal(403, 'permission_denied'));
    const ended = await runImport([file, '--source', 'small', '--dry-run', '--url', scripted.url], KEY);
    await scripted.stop();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('It is permission_denied.');
  });

  test('finds the values of JSON that the server would refuse', async () => {
    const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const rows = ['{"n": 12345678901234567890}', '{"t": "\\u0000"}', '{"t": "\\ud800"}', deep(17), deep(40)];
    const lines = rows.map(
      (metadata, index) =>
        `{"external_id": "J${index}", "email": "j${index}@example.com", "metadata": ${metadata}}\n`,
    );
    const json = folder.write('rules.ndjson', lines.join(''));
    const dry = await runImport([json, '--source', 'rules', '--dry-run', '--json']);
    const run = await importFile(json, 'rules');
    expect(JSON.parse(dry.stdout)).toMatchObject({ valid: 0, rejected: 5 });
    expect(JSON.parse(run.stdout)).toMatchObject({ created: 0, rejected: 5 });
    const rejected = readFileSync(`${json}.rejected.ndjson`, 'utf8');
    expect(rejected).toContain('metadata.n is a number beyond');
    expect(rejected).toContain('metadata.t contains the character U+0000');
    expect(rejected).toContain('metadata.t contains half of a surrogate pair');
    expect(rejected).toContain('nested more than 16 levels deep');
  });
});
