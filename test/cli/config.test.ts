import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Row {
  option: string;
  value: string | null;
  from: string;
  where: string | null;
}

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

function write(text: string, name = 'upsertd.yaml'): void {
  writeFileSync(join(cwd, name), text);
}

/** What `upsertd config` says of a command, by option. */
async function inForce(args: readonly string[] = [], env = {}): Promise<Record<string, Omit<Row, 'option'>>> {
  const { code, stdout, stderr } = await upsertd(['config', '--json', ...args], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const rows: Row[] = JSON.parse(stdout);
  return Object.fromEntries(rows.map(({ option, ...why }) => [option, why]));
}

describe('a configuration file', () => {
  test('comes after flags and the environment and before defaults', async () => {
    write('port: 1\nhost: localhost\ncasing: snake\ncors-origin: [https://a.example, https://b.example]\n');
    const env = { UPSERTD_HOST: '::1', UPSERTD_PORT: '2' };
    expect(await inForce(['serve', '--port', '3'], env)).toMatchObject({
      '--port': { value: '3', from: 'flag', where: null },
      '--host': { value: '::1', from: 'environment', where: 'UPSERTD_HOST' },
      '--casing': { value: 'snake', from: 'file', where: 'upsertd.yaml, line 3' },
      '--cors-origin': { value: 'https://a.example, https://b.example', from: 'file' },
      '--headers-timeout': { value: '10s', from: 'default', where: null },
    });
  });

  test('says more for one command than for all, wherever the section stands', async () => {
    write('serve:\n  port: 1\nport: 2\nkeys:\n  database: a\n  list:\n    database: b\n');
    expect((await inForce())['--port']?.value).toBe('1');
    expect((await inForce(['mock']))['--port']?.value).toBe('2');
    expect((await inForce(['keys', 'create']))['--database']?.value).toBe('a');
    expect((await inForce(['keys', 'list']))['--database']?.value).toBe('b');
  });

  test('is what the command runs with', async () => {
    write('serve:\n  unknown-fields: reject\n  validate-responses: yes\n  log-level: silent\n', 'other.yaml');
    const served = await Served.start({ cwd }, '--config', 'other.yaml');
    expect(await served.put('PAT-1', { body: { nmae: 'x' } })).toBe(400);
    expect((await served.stop()).stderr).toBe('');
  });

  test('gives what a command cannot do without', async () => {
    write('keys: { create: { mode: live, name: from the file } }');
    const { code, stdout } = await upsertd(['keys', 'create'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rk_live_/);
  });

  test('is named by UPSERTD_CONFIG too, and may say no to a switch', async () => {
    write('validate-responses: false\nport: 1\n', 'named.yaml');
    const found = await inForce([], { UPSERTD_CONFIG: 'named.yaml' });
    expect(found).toMatchObject({
      '--validate-responses': { value: null, from: 'default' },
      '--port': { value: '1', where: 'named.yaml, line 2' },
    });
  });

  test('that is empty says nothing', async () => {
    write('# nothing yet\n');
    expect((await inForce())['--port']).toEqual({ value: '4000', from: 'default', where: null });
  });

  test.for([
    ['prot: 1', 'upsertd.yaml, line 1: prot is not an option. Did you mean port?'],
    [
      'port: 1\nserve:\n  log_level: info',
      'line 3: log_level is not an option of serve. Did you mean log-level?',
    ],
    ['nonsense: 1', 'nonsense is not an option. --help of a command lists those there are.'],
    ['mock: { database: x }', 'database is not an option of mock.'],
    ['force: yes', 'force is not an option.'],
    ['serve: 1', 'serve is a command, so its options must stand under it.'],
    ['port: { a: 1 }', 'port must be a value, or a list of values.'],
    ['- port', 'names of options with their values must stand here.'],
    ['port: 1\nport: 2', 'upsertd.yaml is not YAML: Map keys must be unique'],
    [
      'port: x',
      "'--port <number>' value 'x' from upsertd.yaml, line 1 is invalid. It must be a port from 0 to",
    ],
    ['port: [1, 2]', 'It can be given once only.'],
    ['casing: x', 'Allowed choices are camel, snake, both.'],
  ])('is refused with its line and a hint when it holds %j', async ([text = '', hint]) => {
    write(text);
    const { code, stdout, stderr } = await upsertd(['config'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(hint);
  });

  test('that is named and not there is an error, except for --help', async () => {
    const missing = await upsertd(['serve', '--config', 'no.yaml'], { cwd });
    expect(missing).toEqual({ code: 2, stdout: '', stderr: 'upsertd: no.yaml cannot be read (ENOENT).\n' });
    expect((await upsertd(['serve', '--config', 'no.yaml', '--help'], { cwd })).code).toBe(0);
  });
});

describe('upsertd config', () => {
  test('shows a table of serve unless another command is named, and runs nothing', async () => {
    const { code, stdout } = await upsertd(['config'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^OPTION +VALUE +FROM\n--port +4000 +default\n/);
    expect((await inForce(['import']))['--source']).toEqual({ value: null, from: 'default', where: null });
  });

  test('masks keys, tokens and the passwords of addresses', async () => {
    const env = { UPSERTD_API_KEY: 'rk_sandbox_secret', UPSERTD_DATABASE: 'db://me:p@ss:word@host/name' };
    expect((await inForce(['import', '--api-key', 'rk_other'], env))['--api-key']?.value).toBe('***');
    const serve = await inForce(['serve', '--console-token', 'a-token-of-the-operator'], env);
    expect(serve['--console-token']).toEqual({ value: '***', from: 'flag', where: null });
    expect(serve['--database']?.value).toBe('db://me:***@host/name');
  });

  test('refuses what the command would refuse, and what is no command', async () => {
    const wrong = await upsertd(['config', 'serve', '--port', 'x'], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('It must be a port from 0 to 65535.');
    const none = await upsertd(['config', 'keys', 'lst'], { cwd });
    expect(none.code).toBe(2);
    expect(none.stderr).toBe(
      'upsertd: lst is not a command here; name one of create, list, rotate, revoke, generate.\n',
    );
    expect((await upsertd(['config', 'keys'], { cwd })).stderr).toBe(
      'upsertd: keys has commands of its own; name one of create, list, rotate, revoke, generate.\n',
    );
  });
});
