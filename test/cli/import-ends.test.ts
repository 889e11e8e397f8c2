import { afterEach, describe, expect, test } from 'vitest';
import { refusal, type Scripted, ScriptedServer, UPDATED } from '../client/scripted-server.ts';
import { TestServer } from '../support/test-server.ts';
import { csvOf, Folder, MAPS, runImport, runInShell, startImport } from './import-run.ts';

const KEY = 'rk_sandbox_0123456789abcdefghijABCDEFGHIJ01234567';
const NO_CUSTOMERS = { status: 200, body: { data: [], pagination: { hasMore: false } } };
const folder = new Folder();
const file = folder.write('customers.csv', csvOf([{ id: 'C1' }, { id: 'C2' }, { id: 'C3' }]));
let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** Runs an import with one request at a time. Its first request only checks whether the server responds. */
async function importFrom(script: Scripted[], ...more: string[]) {
  server = await ScriptedServer.start(NO_CUSTOMERS, ...script);
  const args = ['--source', 'crm', '--url', server.url, ...MAPS, '--concurrency', '1', ...more];
  return runImport([file, ...args], KEY);
}

/** Creates the response to a batch of the given number of rows, all of them updated. */
function batchOf(rows: number): Scripted {
  const outcomes = Array.from({ length: rows }, (_, index) => ({
    index,
    external_id: '',
    outcome: 'updated',
  }));
  return { status: 200, body: { created: 0, updated: rows, skipped: 0, failed: [], results: outcomes } };
}

describe('an import with wrong options ends with exit code 2 and says what to change', () => {
  const columns = 'The columns are: Key, Email.';
  const unnamed = folder.write('unnamed.csv', 'Key,Email\n1,a@example.com\n');
  test.each([
    [
      [unnamed, '--source', 'crm'],
      `No column is named external_id. Name the column with --map external_id="…". ${columns}`,
    ],
    [
      [file, '--source', 'crm', '--map', 'emial=Email'],
      'the spec has no such field. The fields are: external_id, email, name,',
    ],
    [[file, '--source', 'crm', ...MAPS], 'The API key is missing. Set UPSERTD_API_KEY'],
    [[file], '--source is missing; name the system that the customers come from'],
    [[file, '--source', 'crm', ...MAPS, '--rejects', file], 'is the file to import; name another file.'],
  ])('%j', async (args, message) => {
    const ended = await runImport(args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

describe('an import that cannot start ends with exit code 1 and one line', () => {
  test('if the file does not exist', async () => {
    const ended = await runImport([folder.path('none.csv'), '--source', 'crm', ...MAPS], KEY);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `upsertd: The file ${folder.path('none.csv')} does not exist; check the path.\n`,
    });
  });

  test('if no server responds', async () => {
    const stopped = await ScriptedServer.start();
    await stopped.stop();
    const ended = await runImport([file, '--source', 'crm', '--url', stopped.url, ...MAPS], KEY);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `upsertd: No response from ${stopped.url} (ECONNREFUSED). Start the server with upsertd serve, or set its address with --url.\n`,
    });
  });

  test('if the server refuses the API key, without printing the key', async () => {
    const real = await TestServer.start();
    const ended = await runImport([file, '--source', 'crm', '--url', real.url, ...MAPS], KEY);
    await real.stop();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^upsertd: The API key does not have the form .*\n$/);
    expect(ended.stderr).not.toContain(KEY.slice(11));
  });
});

describe('a running import', () => {
  test('retries a batch with the same Idempotency-Key', async () => {
    const ended = await importFrom([refusal(503, 'unavailable'), batchOf(3)]);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('updated    3\n');
    const [, first, again, more] = server?.keys ?? [];
    expect(again).toBe(first);
    expect(more).toBeUndefined();
  });

  test('retries a row with the same Idempotency-Key, and sends each other row with its own', async () => {
    const ended = await importFrom([refusal(503, 'unavailable'), UPDATED], '--single');
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('updated    3\n');
    const [, first, again, second, third] = server?.keys ?? [];
    expect(again).toBe(first);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  test('continues after a row that the server refuses', async () => {
    const refused = refusal(409, 'idempotency_conflict');
    const ended = await importFrom([UPDATED, refused, UPDATED], '--single');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('updated    2\n');
    expect(ended.stdout).toContain('rejected   1\n');
  });

  test('halves a batch that the server refuses as a whole until it has found the row, in the order of the file', async () => {
    const refused = refusal(413, 'payload_too_large');
    const ended = await importFrom([refused, batchOf(2), refused]);
    expect(ended.stdout).toContain('updated    2\n');
    expect(ended.stdout).toContain('rejected   1\n');
    const sent = server?.received.slice(1).map(({ body }) => JSON.parse(body));
    expect(sent?.map(({ customers }) => customers?.length)).toEqual([3, 2, undefined]);
    expect(sent?.[2]).toMatchObject({ email: 'C3@example.com' });
  });

  test('stops if the server has no batches, and names --single', async () => {
    for (const response of [refusal(404, 'resource_missing'), { status: 200, body: { created: 3 } }]) {
      const ended = await importFrom([response]);
      await server?.stop();
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain(
        'upsertd: The server has no batches that report a result for each row. Add --single.\n',
      );
    }
  });

  test('stops if the API key is no longer valid, and prints the counts and the command that resumes it', async () => {
    const ended = await importFrom([UPDATED, refusal(401, 'unauthenticated')], '--single');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /upsertd: It is unauthenticated\.\nTo resume: upsertd import --resume .* --single\n$/,
    );
    expect(ended.stdout).toContain('read       1\n');
    expect(ended.stdout).toContain('updated    1\n');
    expect(server?.received).toHaveLength(3);
  });

  test('stops at a signal after the running requests, and prints the counts', async () => {
    // The first request of each run only checks whether the server responds.
    server = await ScriptedServer.start(({ method }) =>
      method === 'GET' ? NO_CUSTOMERS : { ...UPDATED, afterMs: 200 },
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
    expect(stderr).toMatch(/^Stopping after the running requests; a second signal stops at once\.$/m);
    const [, command = ''] = /Stopped by SIGINT\.\nTo resume: upsertd (.*)\n$/.exec(stderr) ?? [];
    const resumed = await runInShell(command, KEY);
    expect(resumed.stderr).toContain(`Resuming after ${sent} rows.\n`);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ complete: true, read: 100, updated: 100 });
    expect(server.received).toHaveLength(1 + 1 + 100);
  });
});
