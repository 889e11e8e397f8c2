import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { makeSecret } from '../../src/domain/keys/key-gate.ts';
import { Running, Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

const generate = async () => (await upsertd(['keys', 'generate'], { cwd })).stdout.trim();

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `${port}`;
}

describe('the first start', () => {
  test('prints a key, and a command that stores a customer', async () => {
    const served = await Served.start({ cwd });
    const line = /^curl .*$/m.exec((await served.outputs(/^curl .*\n\n/m))[0])?.[0] ?? '';
    const { stdout } = await promisify(execFile)('bash', ['-c', `${line} --silent`]);
    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
    expect(head).toMatch(/^Upsert-Outcome: created\r$/m);
    expect(JSON.parse(body)).toMatchObject({ created: true, data: { email: 'customer@example.com' } });
  });

  test('creates a database in the working folder and says so, and the next start does not', async () => {
    const first = await Served.start({ cwd });
    await first.outputs(/^Created a new database: sqlite:\.\/upsertd\.db$/m);
    expect(existsSync(join(cwd, 'upsertd.db'))).toBe(true);
    await first.stop();
    expect((await Served.start({ cwd })).stdout).not.toContain('Created');
  });

  test('on a port in use fails without creating a key, so that the next start can print one', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      other.close();
    });
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const busy = await upsertd(['serve', '--port', `${port}`], { cwd });
    expect(busy).toEqual({
      code: 1,
      stdout: '',
      stderr: `upsertd: Port ${port} is in use; stop the program that uses it, or choose another port with --port.\n`,
    });
    expect((await Served.start({ cwd })).key).toMatch(/^rk_sandbox_/);
  });

  test('on an address of another machine fails and names --host', async () => {
    const { code, stderr } = await upsertd(['serve', '--port', '0', '--host', '192.0.2.1'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'upsertd: 192.0.2.1 is not an address of this machine; choose another with --host.\n',
    );
  });
});

describe('--metrics-listen', () => {
  test('opens a port for the metrics, which the server prints', async () => {
    const served = await Served.start({ cwd }, '--metrics-listen', '127.0.0.1:0');
    const [, url = ''] = await served.outputs(/^Metrics: (http:\S+\/metrics)$/m);
    expect(await (await fetch(url)).text()).toContain('upsertd_build_info');
    expect((await served.fetch('/metrics')).status).toBe(403);
    expect((await served.stop()).code).toBe(0);
  });

  test('with a port in use fails before the server listens, and the error names the option', async () => {
    const { url, child } = await Served.start({ cwd: tempFolder() });
    const { port } = new URL(url);
    const args = ['serve', '--port', '0', '--metrics-listen', `127.0.0.1:${port}`];
    const { code, stdout, stderr } = await upsertd(args, { cwd });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`Port ${port} is in use`);
    expect(stderr).toContain('choose another port with --metrics-listen');
    child.kill();
  });

  test.for([
    '9100',
    'localhost',
    '127.0.0.1:',
    '127.0.0.1:70000',
    'http://127.0.0.1:9100',
    '::1:9100',
    ':9100',
  ])('with the invalid address %s is refused with an example', async (address) => {
    const { code, stderr } = await upsertd(['serve', '--metrics-listen', address], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('It must be an address and a port, such as 127.0.0.1:9100 or [::1]:9100.');
  });
});

describe('--email-match refuse beside --shared-emails allow', () => {
  test('is reported at the start, because it has no effect', async () => {
    const options = ['--email-match', 'refuse', '--shared-emails', 'allow'];
    const served = await Served.start({ cwd }, ...options);
    await served.outputs(/^--email-match refuse has no effect with --shared-emails allow: .*$/m);
  });
});

describe('a later start', () => {
  test('has the data and the key, and prints only how to create another key', async () => {
    const first = await Served.start({ cwd });
    const { key } = first;
    expect(await first.put('PAT-1')).toBe(201);
    await first.stop();

    const second = await Served.start({ cwd });
    expect(second.key).toBe('');
    expect((await second.outputs(/^Make a key with: (.*)$/m))[1]).toBe(
      'upsertd keys create --mode sandbox --name "my key"',
    );
    expect(await second.put('PAT-1', { key })).toBe(200);
  });

  test('of another database prints how to create a key in that database', async () => {
    const database = `sqlite:${join(cwd, "it's.db")}`;
    await (await Served.start({ cwd }, '--database', database)).stop();
    const second = await Served.start({ cwd }, '--database', database);
    const [, line = ''] = await second.outputs(/^Make a key with: upsertd (.*)$/m);
    const { stdout } = await promisify(execFile)('bash', ['-c', `printf '%s\\n' ${line}`]);
    expect(stdout.trim().split('\n').slice(-2)).toEqual(['--database', database]);
  });

  test('fails with one line that says how to start a second server, while another process serves the database', async () => {
    await Served.start({ cwd });
    const { code, stdout, stderr } = await upsertd(['serve', '--port', '0'], { cwd });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'upsertd: ./upsertd.db is already served by another process; stop that one, or start a second server with a database and a port of its own: --database sqlite:second.db --port 5000\n',
    });
  });

  test('after the server was killed has every acknowledged write', async () => {
    const killed = await Served.start({ cwd });
    const statuses = await Promise.all(Array.from({ length: 40 }, (_, index) => killed.put(`PAT-${index}`)));
    killed.child.kill('SIGKILL');
    expect(new Set(statuses)).toEqual(new Set([201]));
    const next = await Served.start({ cwd });
    const list = await next.fetch('/v2/customers?limit=1', { key: killed.key });
    expect(await list.json()).toMatchObject({ pagination: { total: 40 } });
  });
});

describe('UPSERTD_SANDBOX_KEY', () => {
  test('is an API key that works from the first start and at every later start', async () => {
    const env = { UPSERTD_SANDBOX_KEY: await generate() };
    for (const status of [201, 200]) {
      const served = await Served.start({ cwd, env });
      expect(served.key).toBe(env.UPSERTD_SANDBOX_KEY);
      expect(await served.put('PAT-1')).toBe(status);
      await served.stop();
    }
    const { stdout } = await upsertd(['keys', 'list', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'planted sandbox key', mode: 'sandbox' }]);
  });

  test('is an API key that works from the first request', async () => {
    const key = await generate();
    const port = await freePort();
    new Running(['serve', '--port', port], { cwd, env: { UPSERTD_SANDBOX_KEY: key } });
    const list = () => fetch(`http://127.0.0.1:${port}/v2/customers`, { headers: { 'x-api-key': key } });
    let response: Response | undefined;
    while (!response) response = await list().catch(() => undefined);
    expect(response.status).toBe(200);
  });

  test.for([
    ['mistyped', 'rk_sandbox_mistyped'],
    ['a live key', makeSecret('live')],
  ] as const)('is refused with a hint if it is %s', async ([, key]) => {
    const env = { UPSERTD_SANDBOX_KEY: key };
    const ended = await upsertd(['serve', '--port', '0'], { cwd, env });
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'upsertd: UPSERTD_SANDBOX_KEY is not a sandbox key; make another one with upsertd keys generate.\n',
    });
    expect(existsSync(join(cwd, 'upsertd.db'))).toBe(false);
  });

  test('is refused if it was revoked', async () => {
    const env = { UPSERTD_SANDBOX_KEY: await generate() };
    await (await Served.start({ cwd, env })).stop();
    const [{ id }] = JSON.parse((await upsertd(['keys', 'list', '--json'], { cwd })).stdout);
    await upsertd(['keys', 'revoke', id], { cwd });
    const { code, stderr } = await upsertd(['serve', '--port', '0'], { cwd, env });
    expect(code).toBe(2);
    expect(stderr).toContain('UPSERTD_SANDBOX_KEY was revoked or rotated in this database; make another one');
  });
});
