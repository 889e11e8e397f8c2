import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { Running } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

async function startMock(...args: string[]) {
  const mock = new Running(['mock', '--port', '0', ...args], { cwd });
  const [, url = ''] = await mock.outputs(/ at (http:\S+)\/v2\./);
  const upsert = (headers: Record<string, string> = {}) =>
    fetch(`${url}/v2/customers/external/practicehub/PAT-1`, {
      method: 'PUT',
      headers: { 'x-api-key': 'any', 'content-type': 'application/json', ...headers },
      body: '{"email":"kari@example.com"}',
    });
  return { mock, upsert };
}

/** Programs start slowly on a busy machine. */
const START_TIMEOUT_MS = 120_000;

describe('upsertd mock', { timeout: START_TIMEOUT_MS }, () => {
  test('prints that it stores nothing, and a command that a shell can run', async () => {
    const { mock } = await startMock();
    expect(mock.stdout).toContain('It stores nothing; upsertd serve does.');
    const [line = ''] = await mock.outputs(/^curl .*$/m);
    const { stdout } = await promisify(execFile)('bash', ['-c', `${line} --silent`]);
    expect(JSON.parse(stdout).data).not.toEqual([]);
  });

  test('responds to an upsert with 201, logs no path and no body, and ends with exit code 0 at a signal', async () => {
    const { mock, upsert } = await startMock();
    const [first, second] = [await upsert(), await upsert()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await first.json()).toEqual(await second.json());
    expect(first.headers.get('access-control-allow-origin')).toBeNull();
    mock.child.kill('SIGTERM');
    const { code, stderr } = await mock.end();
    expect(code).toBe(0);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject(Array(2).fill({ operation: 'upsertCustomerByExternalId', status: 201 }));
    expect(stderr).not.toMatch(/PAT-1|kari|any/);
  });

  test('allows any origin with --cors, and generates values with --dynamic', async () => {
    const { mock, upsert } = await startMock('--cors', '--dynamic', '--log-level', 'silent');
    const [first, second] = [await upsert({ origin: 'https://clinic.example' }), await upsert()];
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    expect(await first.json()).not.toEqual(await second.json());
    mock.child.kill('SIGINT');
    expect(await mock.end()).toMatchObject({ code: 0, stderr: '' });
  });
});
