import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Running, Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { FaultyServer } from '../verify/faulty-server.ts';

test('verify ends with exit code 0 if no rule is broken, and otherwise with 1, the broken rule and the exchange without its key', async () => {
  const cwd = tempFolder();
  const served = await Served.start({ cwd });
  const env = { UPSERTD_API_KEY: served.key };
  const passing = await upsertd(['verify', served.url, '--only', 'behaviour.stale'], { cwd, env });
  expect(passing.stderr).toMatch(/^The stale rule: \d+ passed\n$/);
  expect(passing.stdout).toMatch(
    /^Verifying http:\S+: a server, so shape and behaviour, (\d+) rules\.\n\1 passed, 0 failed/,
  );
  expect(passing.stdout).toContain('because the API cannot delete customers');
  expect(passing.code).toBe(0);

  const faulty = await FaultyServer.start(served.url);
  faulty.fault = { says: (passed) => void delete passed.headers['upsert-outcome'] };
  const reports = ['--report', 'junit', '--report', 'json=out.json', '--report', 'html'];
  const failing = await upsertd(['verify', `${faulty.url}/v2`, '--only', 'stale.older', ...reports], {
    cwd,
    env,
  });
  faulty.stop();
  expect(failing.stdout).toContain('FAILED behaviour.stale.older (The stale rule)');
  expect(failing.stdout).toContain('  An update with a strictly older time writes nothing');
  expect(failing.stdout).toContain('header Upsert-Outcome is missing');
  expect(failing.stdout).toContain('> x-api-key: (the key)');
  expect(failing.stderr).toContain('upsertd: Broken rules of the contract: 1.');
  expect(failing.code).toBe(1);
  for (const text of [
    failing.stdout,
    ...['verify.xml', 'out.json', 'verify.html'].map((file) => readFileSync(join(cwd, file), 'utf8')),
  ]) {
    expect(text).toContain('behaviour.stale.older');
    expect(text).not.toContain(served.key);
  }
}, 60_000);

test.each([
  [['http://127.0.0.1:1'], /No response from http:\/\/127\.0\.0\.1:1 \(.+\)\./],
  [['ftp://127.0.0.1'], /The URL must be an http or https URL/],
  [[], /The URL of the server is missing/],
  [['http://127.0.0.1:1', '--only', 'nonsense'], /No rule has nonsense in its id; --list shows all rules\./],
  [
    ['http://127.0.0.1:1', '--report', 'pdf'],
    /It must be junit, json, html, or one of them followed by =FILE\./,
  ],
])(
  'verify ends with exit code 2 if its options are wrong or no server responds: %j',
  async (args, message) => {
    const { code, stdout, stderr } = await upsertd(['verify', ...args], { cwd: tempFolder() });
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  },
);

test('verify sends no request and writes no report if a report cannot be written', async () => {
  const cwd = tempFolder();
  const args = ['verify', 'http://127.0.0.1:1', '--report', 'html', '--report', 'junit=no/such/file'];
  expect(await upsertd(args, { cwd })).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'upsertd: no/such/file cannot be written; name a file in an existing folder that you may write to.\n',
  });
  expect(readdirSync(cwd)).toEqual([]);
});

test('verify starts no further rule at a signal, reports the results and the remaining customers, writes its reports, and ends by the signal', async () => {
  const cwd = tempFolder();
  const served = await Served.start({ cwd });
  const env = { UPSERTD_API_KEY: served.key };
  const running = new Running(['verify', served.url, '--report', 'html'], { cwd, env });
  await running.logs(/passed\n/);
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.end();
  expect([code, running.child.signalCode]).toEqual([null, 'SIGINT']);
  expect(stdout).toMatch(/, (\d+) rules\.\n(not run: .*\n)*\d+ passed, 0 failed, /);
  expect(stdout).toMatch(
    /The \d+ customers of this run remain, because the API cannot delete customers; a search for v\w{11} finds them\.\n$/,
  );
  expect(stderr).toContain('Stopped by SIGINT: the other rules were not run.\n');
  expect(readFileSync(join(cwd, 'verify.html'), 'utf8')).toContain('Stopped by SIGINT');
}, 60_000);

test('verify ends with exit code 2 if the server refuses the API key, and says what to do', async () => {
  const cwd = tempFolder();
  const served = await Served.start({ cwd });
  const { code, stderr } = await upsertd(['verify', served.url], { cwd });
  expect(stderr).toMatch(/mistyped.* Set it with --api-key or UPSERTD_API_KEY\./);
  expect(code).toBe(2);
});

test('verify writes each report with the reason if the target does not look like the API', async () => {
  const cwd = tempFolder();
  const served = await Served.start({ cwd });
  const reports = ['--report', 'junit', '--report', 'json', '--report', 'html'];
  const { code, stdout, stderr } = await upsertd(['verify', `${served.url}/elsewhere`, ...reports], {
    cwd,
    env: { UPSERTD_API_KEY: served.key },
  });
  const sentence =
    'This does not look like the API: GET /v2/customers answered 404; check the path of the URL.';
  expect([code, stdout, stderr]).toEqual([2, '', `upsertd: ${sentence}\n`]);
  const read = (file: string) => readFileSync(join(cwd, file), 'utf8');
  expect(read('verify.xml')).toContain('errors="1"');
  expect(JSON.parse(read('verify.json'))).toMatchObject({ stopped: sentence, failed: 0, rules: [] });
  expect(read('verify.html')).toContain('This does not look like the API');
});

test('verify --list prints the rules without a server', async () => {
  const { code, stdout } = await upsertd(['verify', '--list', '--only', 'stale.older'], {
    cwd: tempFolder(),
  });
  expect(stdout).toBe(
    'behaviour.stale.older  An update with a strictly older time writes nothing and responds with 200 {ignored: true, reason: "stale_update"}. (contract S1)\n',
  );
  expect(code).toBe(0);
});
