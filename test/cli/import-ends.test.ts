import { afterEach, describe, expect, test } from 'vitest';
import { refusal, type Scripted, ScriptedServer, UPDATED } from '../client/scripted-server.ts';
import { TestServer } from '../support/test-server.ts';
import { csvOf, Folder, MAPS, runImport, runInShell, startImport } from './import-run.ts';

const KEY = 'rk_sandbox_0123456789abcdefghijABCDEFGHIJ01234567';
const NOBODY = { status: 200, body: { data: [], pagination: { hasMore: false } } };
const folder = new Folder();
const file = folder.write('customers.csv', csvOf([{ id: 'C1' }, { id: 'C2' }, { id: 'C3' }]));
let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** The first answer is for the look whether the server is there; then comes one request at a time. */
async function importFrom(script: Scripted[], ...more: string[]) {
  server = await ScriptedServer.start(NOBODY, ...script);
  const args = ['--source', 'crm', '--url', server.url, ...MAPS, '--concurrency', '1', ...more];
  return runImport([file, ...args], KEY);
}

/** The answer to a batch of as many rows, all of them updated. */
function batchOf(rows: number): Scripted {
  const outcomes = Array.from({ length: rows }, (_, index) => ({
    index,
    external_id: '',
    outcome: 'updated',
  }));
  return { status: 200, body: { created: 0, updated: rows, skipped: 0, failed: [], results: outcomes } };
}

describe('an import that was asked for wrongly ends with 2 and says what to change', () => {
  const columns =
    'The columns are: Index, Customer Id, First Name, Last Name, Company, City, Country, Phone 1, Phone 2, Email, Subscription Date, Website.';
  test.each([
    [
      ['--source', 'crm'],
      `No column is named external_id. Say which one it is: --map external_id="…". ${columns}`,
    ],
    [
      ['--source', 'crm', '--map', 'emial=Email'],
      'there is no such field. The fields are: external_id, email, name,',
    ],
    [['--source', 'crm', ...MAPS], 'There is no API key to send. Set UPSERTD_API_KEY'],
    [
      ['--source', 'crm', ...MAPS, '--rejects', file],
      '--rejects must be another file than the one to import.',
    ],
  ])('%j', async (args, said) => {
    const ended = await runImport([file, ...args]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(said);
  });
});

describe('an import that cannot be done ends with 1 and one clear line', () => {
  test('when there is no such file', async () => {
    const ended = await runImport([folder.path('none.csv'), '--source', 'crm', ...MAPS], KEY);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `upsertd: There is no file ${folder.path('none.csv')}.\n`,
    });
  });

  test('when there is no server', async () => {
    const gone = await ScriptedServer.start();
    await gone.stop();
    const ended = await runImport([file, '--source', 'crm', '--url', gone.url, ...MAPS], KEY);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `upsertd: No answer from ${gone.url} (ECONNREFUSED). Start the server with upsertd serve, or say where it is by --url.\n`,
    });
  });

  test('when the key is wrong, without showing it', async () => {
    const real = await TestServer.start();
    const ended = await runImport([file, '--source', 'crm', '--url', real.url, ...MAPS], KEY);
    await real.stop();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^upsertd: The API key is not of the form .*\n$/);
    expect(ended.stderr).not.toContain(KEY.slice(11));
  });
});

describe('an import that began', () => {
  test('sends a batch again under the same Idempotency-Key', async () => {
    const ended = await importFrom([refusal(503, 'unavailable'), batchOf(3)]);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('updated    3\n');
    const [, first, again, more] = server?.keys ?? [];
    expect(again).toBe(first);
    expect(more).toBeUndefined();
  });

  test('sends a row again under the same Idempotency-Key, and another row under another', async () => {
    const ended = await importFrom([refusal(503, 'unavailable'), UPDATED], '--single');
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('updated    3\n');
    const [, first, again, second, third] = server?.keys ?? [];
    expect(again).toBe(first);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  test('goes on after a row that the server cannot take', async () => {
    const refused = refusal(409, 'idempotency_conflict');
    const ended = await importFrom([UPDATED, refused, UPDATED], '--single');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('updated    2\n');
    expect(ended.stdout).toContain('rejected   1\n');
  });

  test('halves a batch that is refused as a whole until it has the row, in the order of the file', async () => {
    const refused = refusal(413, 'payload_too_large');
    const ended = await importFrom([refused, batchOf(2), refused]);
    expect(ended.stdout).toContain('updated    2\n');
    expect(ended.stdout).toContain('rejected   1\n');
    const sent = server?.received.slice(1).map(({ body }) => JSON.parse(body));
    expect(sent?.map(({ customers }) => customers?.length)).toEqual([3, 2, undefined]);
    expect(sent?.[2]).toMatchObject({ email: 'C3@example.com' });
  });

  test('stops at a server that does not take batches, and says how to go without', async () => {
    for (const answer of [refusal(404, 'resource_missing'), { status: 200, body: { created: 3 } }]) {
      const ended = await importFrom([answer]);
      await server?.stop();
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain(
        'upsertd: The server takes no batches that tell what became of each row. Add --single.\n',
      );
    }
  });

  test('stops at once when the key no longer opens anything, and tells the counts so far and how to go on', async () => {
    const ended = await importFrom([UPDATED, refusal(401, 'unauthenticated')], '--single');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /upsertd: It is unauthenticated\.\nTo go on from there: upsertd import --resume .* --single\n$/,
    );
    expect(ended.stdout).toContain('read       1\n');
    expect(ended.stdout).toContain('updated    1\n');
    expect(server?.received).toHaveLength(3);
  });

  test('stops at a signal, lets what runs end, and tells the counts so far', async () => {
    // Each run looks first whether the server is there.
    server = await ScriptedServer.start(({ method }) =>
      method === 'GET' ? NOBODY : { ...UPDATED, afterMs: 200 },
    );
    const many = folder.write(
      'many.csv',
      csvOf(Array.from({ length: 100 }, (_, index) => ({ id: `M${index}` }))),
    );
    const args = [many, '--source', 'crm', '--url', server.url, ...MAPS, '--single', '--json'];
    const { child, ended } = startImport(args, KEY);
    await expect.poll(() => server?.received.length, { timeout: 15_000 }).toBeGreaterThan(4);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(1);
    const sent = (server?.received.length ?? 0) - 1;
    expect(sent).toBeLessThan(100);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, read: sent, updated: sent });
    expect(stderr).toMatch(
      /^Stopping when what was sent has been answered; the signal again ends at once\.$/m,
    );
    const [, command = ''] = /Stopped by SIGINT\.\nTo go on from there: upsertd (.*)\n$/.exec(stderr) ?? [];
    const goingOn = await runInShell(command, KEY);
    expect(goingOn.stderr).toContain(`Going on after ${sent} rows.\n`);
    expect(JSON.parse(goingOn.stdout)).toMatchObject({ complete: true, read: 100, updated: 100 });
    expect(server.received).toHaveLength(1 + 1 + 100);
  });
});
