import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createLogFormatter } from '../../src/cli/log-for-people.ts';
import { MAIN, Running, Served } from '../support/command-line.ts';
import { sendBytes } from '../support/send-raw.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Line {
  level: string;
  msg: string;
  requestId: string;
  status: number;
  milliseconds: number;
  route?: string;
  key?: string;
}

const TEMPLATE = '/v2/customers/external/{source}/{externalId}';

/** Throws an uncaught error when the program receives SIGUSR2. */
const THROWING = `process.on('SIGUSR2', () => { throw new TypeError('kari@example.com'); });`;

describe('the log on a terminal', () => {
  /** Runs serve with a terminal as its standard error. */
  const serveOnTerminal = async (env: Record<string, string> = {}) => {
    const command = `${process.execPath} ${MAIN} serve --port 0`;
    const options = { cwd: tempFolder(), env, program: ['script', '-qfec', command, '/dev/null'] };
    const running = new Running([], options);
    const [, url = ''] = await running.outputs(/ at (http:\S+)\/v2\r?\n/);
    await (await fetch(`${url}/v2/customers`, { headers: { 'x-request-id': 'mine-1' } })).text();
    const [line] = await running.outputs(/.*mine-1.*/);
    return line;
  };

  test('has a readable, coloured line for each request', async () => {
    const line = await serveOnTerminal({ TERM: 'xterm-256color' });
    expect(line).toContain('\u001b[3');
    expect(stripVTControlCharacters(line)).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: GET \(no operation\) 401 \d+\.\d ms mine-1\r?$/,
    );
  });

  test.for([{ NO_COLOR: '1', TERM: 'xterm' }, { TERM: 'dumb' }])('has no colours with %j', async (env) => {
    expect(await serveOnTerminal(env)).toMatch(/^\[[\d:.]+\] INFO: GET /);
  });
});

describe('a formatted line of the log', () => {
  const format = createLogFormatter(false);
  const show = (entry: object) => format(JSON.stringify({ level: 'info', time: 0, ...entry }));

  test('has the outcome, the key and each rare property of a request', () => {
    const request = {
      method: 'PUT',
      route: TEMPLATE,
      status: 200,
      outcome: 'updated',
      milliseconds: 3.21,
      key: 'k',
    };
    expect(show({ ...request, isReplay: true, aborted: false, requestId: 'r', msg: 'answered' })).toMatch(
      /INFO: PUT \/v2\/\S+ 200 updated 3\.2 ms replayed r key k\n$/,
    );
  });

  test('has the error of a failed request, and no control characters', () => {
    const failed = {
      method: 'GET',
      status: 500,
      milliseconds: 1,
      fault: { name: 'TypeError', stack: ['at x'] },
    };
    expect(show({ level: 'error', ...failed, msg: 'failed' })).toMatch(/ERROR: failed GET [\s\S]*TypeError/);
    expect(show({ msg: 'a \u001b[2J b' })).toContain('INFO: a ?[2J b');
  });
});

describe('the log of serve', () => {
  test('has a line for every request: its id, route template, status, time and outcome', async () => {
    const served = await Served.start({ cwd: tempFolder() });
    await served.fetch('/v2/customers/external/practicehub/PERSON-42', {
      method: 'PUT',
      headers: { 'x-request-id': 'mine-1' },
      body: '{"email":"kari@example.com"}',
    });
    await served.fetch('/v2/nowhere');
    const { stderr } = await served.stop();
    const lines: Line[] = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        level: 'info',
        msg: 'answered',
        requestId: 'mine-1',
        route: TEMPLATE,
        status: 201,
        outcome: 'created',
      },
      {
        level: 'info',
        msg: 'answered',
        requestId: expect.stringMatching(/^req_/),
        method: 'GET',
        status: 404,
      },
    ]);
    for (const { milliseconds } of lines) expect(milliseconds).toBeGreaterThan(0);
  });

  test.for(['debug', 'info'])('contains no part of any request at level %s, valid or not', async (level) => {
    const served = await Served.start({ cwd: tempFolder() }, '--log-level', level, '--validate-responses');
    const { key } = served;
    const person = { email: 'kari@example.com', name: 'Kari Nordmann', phone: '+47 22334455' };
    const body = JSON.stringify({ ...person, metadata: { note: 'Kari Nordmann' }, kari: 'unknown field' });
    const path = '/v2/customers/external/KARISYSTEM/PERSON-42';
    const put = (
      more: { path?: string; body?: string; headers?: Record<string, string>; key?: string } = {},
    ) =>
      served.fetch(more.path ?? path, { method: 'PUT', body, ...more }).then((response) => response.text());

    // A valid request, its repetition under an Idempotency-Key, and another request under the same key.
    for (const sent of [body, body, JSON.stringify({ ...person, name: 'Kari' })])
      await put({ body: sent, headers: { 'Idempotency-Key': 'kari-idempotency', 'User-Agent': 'Kari/1' } });
    // Requests with errors in the body, the path, the query, the headers and the API key.
    await put({ body: '{"email":"kari@example.com <kari>"}' });
    await put({ body: '{"email":"kari@example.com",' });
    await put({ headers: { 'Content-Type': 'text/kari' } });
    await put({ headers: { 'RevKeen-Version': 'kari' } });
    await put({ headers: { 'Idempotency-Key': 'kari kari\u00e9' } });
    await put({ headers: { 'If-Match': '"kari"' } });
    await put({ headers: { 'X-Request-Id': 'kari@example.com' } });
    await put({ path: `${path}/kari` });
    await put({ path: '/v2/customers/external/kari%zz/PERSON-42' });
    await put({ key: `${key.slice(0, -1)}x` });
    await put({ key: 'kari-as-key' });
    await put({
      key: 'kari',
      path: `${path}?x-api-key=${key}`,
      headers: { Authorization: `Bearer ${key}` },
    });
    for (const query of [
      'search=kari',
      'email=kari@example.com',
      'external_id=PERSON-42',
      'kari=1',
      'limit=kari',
    ])
      await (await served.fetch(`/v2/customers?${query}`)).text();
    await (await served.fetch('/v2/events/kari')).text();
    // Requests that are not HTTP, too large or incomplete.
    for (const bytes of [
      `GET /kari@example.com HTTP/1.1\r\nx-api-key: ${key}\r\n\r\n`,
      'KARI /kari HTTP/1.1\r\nHost: kari\r\n\r\n',
      `GET /kari\u0000 HTTP/1.1\r\nHost: kari\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: kari\r\nKari: ${'kari'.repeat(8192)}\r\n\r\n`,
    ])
      await sendBytes(served.url, bytes);

    const { stdout, stderr, code } = await served.stop();
    expect(code).toBe(0);
    // The server prints the key once on standard output, and not in the log.
    const all = `${stdout.replaceAll(key, '')}${stderr}`.toLowerCase();
    for (const secret of ['kari', 'nordmann', 'person-42', '22334455', key.toLowerCase().slice(-10)])
      expect(all).not.toContain(secret);
    expect(stderr.trim().split('\n').length).toBeGreaterThan(20);
  });

  test('names the error that ended the program, without its message', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'throwing.mjs'), THROWING);
    const served = await Served.start({ cwd, nodeOptions: ['--import', './throwing.mjs'] });
    const { code, stderr } = await served.stop('SIGUSR2');
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({
      level: 'error',
      msg: 'ended by a fault',
      fault: { name: 'TypeError' },
    });
    expect(stderr).not.toContain('kari');
  });

  test('may be impossible to write, and neither a request nor the shutdown waits for it', async () => {
    const program = ['sh', '-c', 'exec "$0" "$@" 2</dev/null', process.execPath, MAIN];
    const served = await Served.start({ cwd: tempFolder(), program });
    for (const externalId of ['a', 'b', 'c']) expect(await served.put(externalId)).toBe(201);
    expect((await served.stop()).code).toBe(0);
  });
});
