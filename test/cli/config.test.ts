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

/** Returns the effective options of a command, by name. */
async function effectiveOptions(
  args: readonly string[] = [],
  env = {},
): Promise<Record<string, Omit<Row, 'option'>>> {
  const { code, stdout, stderr } = await upsertd(['config', '--json', ...args], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const rows: Row[] = JSON.parse(stdout);
  return Object.fromEntries(rows.map(({ option, ...source }) => [option, source]));
}

describe('a configuration file', () => {
  test('overrides defaults, and is overridden by flags and the environment', async () => {
    write('port: 1\nhost: localhost\ncasing: snake\ncors-origin: [https://a.example, https://b.example]\n');
    const env = { UPSERTD_HOST: '::1', UPSERTD_PORT: '2' };
    expect(await effectiveOptions(['serve', '--port', '3'], env)).toMatchObject({
      '--port': { value: '3', from: 'flag', where: null },
      '--host': { value: '::1', from: 'environment', where: 'UPSERTD_HOST' },
      '--casing': { value: 'snake', from: 'file', where: 'upsertd.yaml, line 3' },
      '--cors-origin': { value: 'https://a.example, https://b.example', from: 'file' },
      '--headers-timeout': { value: '10s', from: 'default', where: null },
    });
  });

  test.for(['scopes:', 'scopes: ""', 'scopes: []', 'cidr:', 'expires:'])(
    'is refused if a limit of a key is blank, because the default is no limit: %s',
    async (line) => {
      write(`keys: { create: { ${line.replace(/:$/, ': null')} } }\n`.replace('null', ''));
      const args = ['keys', 'create', '--mode', 'live', '--name', 'x'];
      const { code, stdout, stderr } = await upsertd(args, { cwd });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('upsertd.yaml, line 1');
      expect(stderr).toContain('must have a value; remove the line to use the default.');
    },
  );

  test('may have a section for a command, which overrides the top level in any order', async () => {
    write('serve:\n  port: 1\nport: 2\nkeys:\n  database: a\n  list:\n    database: b\n');
    expect((await effectiveOptions())['--port']?.value).toBe('1');
    expect((await effectiveOptions(['mock']))['--port']?.value).toBe('2');
    expect((await effectiveOptions(['keys', 'create']))['--database']?.value).toBe('a');
    expect((await effectiveOptions(['keys', 'list']))['--database']?.value).toBe('b');
  });

  test('sets the options of a running command', async () => {
    write('serve:\n  unknown-fields: reject\n  validate-responses: yes\n  log-level: silent\n', 'other.yaml');
    const served = await Served.start({ cwd }, '--config', 'other.yaml');
    expect(await served.put('PAT-1', { body: { nmae: 'x' } })).toBe(400);
    expect((await served.stop()).stderr).toBe('');
  });

  test('may set a mandatory option', async () => {
    write('keys: { create: { mode: live, name: from the file } }');
    const { code, stdout } = await upsertd(['keys', 'create'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rk_live_/);
  });

  test('may be named by UPSERTD_CONFIG, and may turn a switch off', async () => {
    write('validate-responses: false\nport: 1\n', 'named.yaml');
    const options = await effectiveOptions([], { UPSERTD_CONFIG: 'named.yaml' });
    expect(options).toMatchObject({
      '--validate-responses': { value: null, from: 'default' },
      '--port': { value: '1', where: 'named.yaml, line 2' },
    });
  });

  test('may be empty', async () => {
    write('# nothing yet\n');
    expect((await effectiveOptions())['--port']).toEqual({ value: '4000', from: 'default', where: null });
  });

  test.for([
    ['prot: 1', 'upsertd.yaml, line 1: prot is not an option. Did you mean port?'],
    [
      'port: 1\nserve:\n  log_level: info',
      'line 3: log_level is not an option of serve. Did you mean log-level?',
    ],
    ['nonsense: 1', 'nonsense is not an option. See --help of the command for its options.'],
    ['mock: { database: x }', 'database is not an option of mock.'],
    ['force: yes', 'force is not an option.'],
    ['serve: 1', 'serve is a command; write its options under it.'],
    ['port: { a: 1 }', 'port must be a value, or a list of values.'],
    ['- port', 'expected names of options with their values.'],
    ['port: 1\nport: 2', 'upsertd.yaml is not YAML: Map keys must be unique'],
    [
      'port: x',
      "'--port <number>' value 'x' from upsertd.yaml, line 1 is invalid. It must be a port from 0 to",
    ],
    ['port: [1, 2]', 'It takes one value only.'],
    ['casing: x', 'Allowed choices are camel, snake, both.'],
  ])('is refused with the line and a hint if it contains %j', async ([text = '', hint]) => {
    write(text);
    const { code, stdout, stderr } = await upsertd(['config'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(hint);
  });

  test('causes an error if it is named and does not exist, except with --help', async () => {
    const missing = await upsertd(['serve', '--config', 'no.yaml'], { cwd });
    expect(missing).toEqual({
      code: 2,
      stdout: '',
      stderr: 'upsertd: no.yaml cannot be read (ENOENT); check its path and permissions.\n',
    });
    expect((await upsertd(['serve', '--config', 'no.yaml', '--help'], { cwd })).code).toBe(0);
  });
});

describe('upsertd config', () => {
  test('prints a table of the options of serve by default, and runs nothing', async () => {
    const { code, stdout } = await upsertd(['config'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^OPTION +VALUE +FROM\n--port +4000 +default\n/);
    expect((await effectiveOptions(['import']))['--source']).toEqual({
      value: null,
      from: 'default',
      where: null,
    });
  });

  test('masks API keys, tokens and the passwords of URLs', async () => {
    const env = { UPSERTD_API_KEY: 'rk_sandbox_secret', UPSERTD_DATABASE: 'db://me:p@ss:word@host/name' };
    expect((await effectiveOptions(['import', '--api-key', 'rk_other'], env))['--api-key']?.value).toBe(
      '***',
    );
    const serve = await effectiveOptions(['serve', '--console-token', 'a-token-of-the-operator'], env);
    expect(serve['--console-token']).toEqual({ value: '***', from: 'flag', where: null });
    expect(serve['--database']?.value).toBe('db://me:***@host/name');
  });

  test('refuses the options that the command refuses, and a text that is no command', async () => {
    const wrong = await upsertd(['config', 'serve', '--port', 'x'], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('It must be a port from 0 to 65535.');
    const none = await upsertd(['config', 'keys', 'lst'], { cwd });
    expect(none.code).toBe(2);
    expect(none.stderr).toBe(
      'upsertd: lst is not a command of keys; name one of create, list, rotate, revoke, generate.\n',
    );
    expect((await upsertd(['config', 'keys'], { cwd })).stderr).toBe(
      'upsertd: keys needs a command; name one of create, list, rotate, revoke, generate.\n',
    );
  });
});
