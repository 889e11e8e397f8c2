import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseTargetUrl } from '../../src/cli/parse.ts';
import type { CoverageReport } from '../../src/contract/validation/coverage.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { startTarget } from '../proxy/validated-proxy.ts';
import { type Ended, Running, Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
let file: string;
beforeEach(() => {
  cwd = tempFolder();
  file = join(cwd, 'coverage.json');
});

const report = () => JSON.parse(readFileSync(file, 'utf8')) as CoverageReport;

/** Returns the count of each exercised line of the report, as `operation status example`. */
const seen = () =>
  Object.fromEntries(
    report()
      .lines.filter(({ count }) => count > 0)
      .map(({ operation, status, example, count }) => [`${operation} ${status} ${example}`, count]),
  );

async function start(...args: string[]): Promise<{ running: Running; url: string }> {
  const running = new Running([...args, '--port', '0'], { cwd });
  const [, url = ''] = await running.outputs(/ at (http:\S+)\/v2(?:\.|\n)/);
  return { running, url };
}

async function end(running: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
  running.child.kill(signal);
  return running.end();
}

async function put(url: string, key = 'any', body = '{"email":"kari@example.com"}'): Promise<number> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const init = { method: 'PUT', headers, body };
  const response = await fetch(`${url}/v2/customers/external/practicehub/PAT-1`, init);
  await response.text();
  return response.status;
}

/** Programs start slowly on a busy machine. */
const START_TIMEOUT_MS = 120_000;

describe('--coverage', { timeout: START_TIMEOUT_MS }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'of mock prints and writes the spec coverage at %s',
    async (signal) => {
      const { running, url } = await start('mock', '--coverage', file, '--log-level', 'silent');
      await put(url);
      await put(url);
      await put(url, 'any', '{');
      const { code, stdout } = await end(running, signal);
      expect(code).toBe(0);
      expect(seen()).toEqual({
        'upsertCustomerByExternalId 201 created': 2,
        'upsertCustomerByExternalId 400 malformed_json': 1,
      });
      const { total } = report();
      expect(stdout).toMatch(/^ +2 {2}upsertCustomerByExternalId +201 +created$/m);
      expect(stdout).toContain(`Exercised 2 of ${total} (0 %).\n`);
    },
  );

  test('of serve counts the outcome of each upsert', async () => {
    const served = await Served.start({ cwd }, '--coverage', file);
    for (const email of ['a@example.com', 'a@example.com', 'b@example.com']) {
      await served.put('PAT-1', { body: { email } });
    }
    expect((await served.stop()).code).toBe(0);
    expect(seen()).toEqual({
      'upsertCustomerByExternalId 201 created': 1,
      'upsertCustomerByExternalId 200 unchanged': 1,
      'upsertCustomerByExternalId 200 updated': 1,
    });
  });

  test('fails at the start if the file cannot be written', async () => {
    for (const command of [['mock'], ['serve'], ['proxy', 'http://127.0.0.1:1']]) {
      const { code, stdout, stderr } = await upsertd(
        [...command, '--port', '0', '--coverage', 'no/such/file'],
        { cwd },
      );
      expect({ code, stdout, stderr }).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'upsertd: no/such/file cannot be written; name a file in an existing folder that you may write to.\n',
      });
    }
  });

  test('with --fail-under fails only if the spec coverage is lower', async () => {
    for (const [percent, code] of [
      ['0', 0],
      ['1', 1],
    ] as const) {
      const { running, url } = await start('mock', '--fail-under', percent, '--log-level', 'silent');
      await put(url);
      const ended = await end(running);
      expect(ended.code).toBe(code);
      expect(ended.stderr).toBe(
        code === 0 ? '' : 'upsertd: The spec coverage is 0 %; --fail-under requires 1 %.\n',
      );
    }
  });
});

describe('upsertd proxy', { timeout: START_TIMEOUT_MS }, () => {
  test('validates requests and responses, and ends with exit code 0 if only requests were invalid', async () => {
    await using mock = await startMock();
    const { running, url } = await start('proxy', mock.url, '--coverage', file);
    expect(await put(url)).toBe(201);
    expect(await put(url, 'any', '{"email":7}')).toBe(400);
    const { code, stderr } = await end(running, 'SIGINT');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'request   PUT /v2/customers/external/{source}/{externalId} → 400: body.email must be a string\n',
    );
    expect(report()).toMatchObject({ covered: 2, undeclared: [] });
  });

  test('reports each violation of a server without any personal data, and ends with exit code 1', async () => {
    const target = await startTarget((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"data":{"email":"secret@example.com"},"\\u001b[2J":1}');
    });
    const { running, url } = await start('proxy', target);
    await (
      await fetch(`${url}/v2/customers?search=Kari&kari%40example.com=1&%1b%5b2J=1`, {
        headers: { 'x-api-key': 'rk_live_secret' },
      })
    ).text();
    await (
      await fetch(`${url}/v2/customers/kari@example.com`, { headers: { 'x-api-key': 'rk_live_secret' } })
    ).text();
    const { code, stdout, stderr } = await end(running);
    expect(code).toBe(1);
    expect(stderr).toContain('RESPONSE  GET /v2/customers → 200: header X-Request-Id is missing\n');
    expect(stderr).toContain('upsertd: 2 responses broke the spec.\n');
    expect(stdout + stderr).not.toMatch(/secret|kari|\p{C}(?<!\n)/iu);
  });

  test('ends with exit code 1 if the server does not respond', async () => {
    const { running, url } = await start('proxy', 'http://127.0.0.1:1', '--fail-under', '5');
    expect(await put(url)).toBe(502);
    const { code, stderr } = await end(running);
    expect(code).toBe(1);
    expect(stderr).toBe(
      [
        'NO RESPONSE PUT /v2/customers/external/practicehub/PAT-1: the server behind cannot be reached',
        'upsertd: 1 exchange could not be validated.',
        'The spec coverage is 0 %; --fail-under requires 5 %.\n',
      ].join('\n'),
    );
  });

  test.each([
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/'],
    ['http://127.0.0.1:4000/v2/', 'http://127.0.0.1:4000/'],
    ['https://example.com/staging/v2', 'https://example.com/staging'],
    ['https://example.com/staging/', 'https://example.com/staging'],
  ])('reads the target %s as %s', (text, target) => {
    expect(parseTargetUrl(text).href).toBe(target);
  });

  test('refuses a target that is not the URL of a server', async () => {
    for (const text of [
      '127.0.0.1:4000',
      'ftp://example.com',
      'http://key@example.com',
      'http://example.com/?a=1',
    ]) {
      expect(() => parseTargetUrl(text), text).toThrow('It must be a URL such as http://127.0.0.1:4000');
    }
    expect((await upsertd(['proxy', 'example.com'], { cwd })).code).toBe(2);
  });
});
