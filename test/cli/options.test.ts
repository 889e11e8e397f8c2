import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CREATE = ['keys', 'create', '--mode', 'live', '--name', 'x'];

/** Options of `serve` with a visible effect, set to another value than the default. */
const CHANGED = {
  host: 'localhost',
  database: 'sqlite:./other.db',
  casing: 'snake',
  unknown_fields: 'reject',
  shared_emails: 'allow',
  email_match: 'refuse',
  log_level: 'silent',
};

const asFlags = Object.entries(CHANGED).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);
const asVariables = Object.fromEntries(
  Object.entries(CHANGED).map(([name, value]) => [`UPSERTD_${name.toUpperCase()}`, value]),
);

describe('the options of serve', () => {
  test.for([
    [
      'as flags',
      [
        ...asFlags,
        '--validate-responses',
        '--cors-origin',
        'https://a.example',
        '--cors-origin',
        'https://b.example',
      ],
      {},
    ],
    [
      'as variables',
      [],
      {
        ...asVariables,
        UPSERTD_VALIDATE_RESPONSES: '1',
        UPSERTD_CORS_ORIGIN: 'https://a.example, https://b.example',
        UPSERTD_PORT: '0',
      },
    ],
  ] as const)('have their effect when set %s', async ([, args, env]) => {
    const cwd = tempFolder();
    const served = await Served.start({ cwd, env }, ...args);
    expect(existsSync(join(cwd, 'other.db'))).toBe(true);
    expect(served.url).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/);
    expect(await served.put('PAT-1', { body: { email: 'same@example.com' } })).toBe(201);
    expect(await served.put('PAT-2', { body: { email: 'same@example.com' } })).toBe(201);
    expect(await served.put('PAT-3', { body: { nmae: 'x' } })).toBe(400);
    for (const origin of ['https://a.example', 'https://b.example']) {
      const list = await served.fetch('/v2/customers', { headers: { origin } });
      expect(list.headers.get('access-control-allow-origin')).toBe(origin);
      const { data } = (await list.json()) as { data: object[] };
      expect(Object.keys(data[0] ?? {})).toContain('created_at');
      expect(Object.keys(data[0] ?? {})).not.toContain('createdAt');
    }
    expect(await served.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  test('have their defaults if a variable is blank or false', async () => {
    const env = {
      UPSERTD_DATABASE: '',
      UPSERTD_HOST: ' ',
      UPSERTD_SANDBOX_KEY: '',
      UPSERTD_VALIDATE_RESPONSES: 'false',
      UPSERTD_LOG_LEVEL: '',
    };
    const cwd = tempFolder();
    const served = await Served.start({ cwd, env });
    expect(existsSync(join(cwd, 'upsertd.db'))).toBe(true);
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(served.key).not.toBe('');
  });

  test.for([
    [['--rate-limit'], {}, '100'],
    [['--rate-limit', 'sandbox=7'], {}, '7'],
    [['--rate-limit', 'live=9/9'], {}, '100'],
    [[], { UPSERTD_RATE_LIMIT: 'yes' }, '100'],
    [[], { UPSERTD_RATE_LIMIT: 'off' }, null],
  ] as const)('limit a sandbox key to the figure of %j %j', async ([args, env, limit]) => {
    const served = await Served.start({ cwd: tempFolder(), env }, ...args);
    const { headers } = await served.fetch('/v2/customers');
    expect(headers.get('x-ratelimit-limit')).toBe(limit);
  });

  test('override variables when set as flags', async () => {
    const cwd = tempFolder();
    const env = { UPSERTD_DATABASE: 'sqlite:./variable.db' };
    await Served.start({ cwd, env }, '--database', 'sqlite:./flag.db');
    expect([existsSync(join(cwd, 'flag.db')), existsSync(join(cwd, 'variable.db'))]).toEqual([true, false]);
  });
});

describe('the port of a command', () => {
  test.for([
    [{ UPSERTD_PORT: '4321' }, '4321', 'UPSERTD_PORT'],
    [{ UPSERTD_PORT: '4321', UPSERTD_SERVE_PORT: '4322' }, '4322', 'UPSERTD_SERVE_PORT'],
    [{ UPSERTD_PORT: '4321', UPSERTD_SERVE_PORT: ' ' }, '4321', 'UPSERTD_PORT'],
    [{ UPSERTD_PORT: '4321', UPSERTD_MOCK_PORT: '4323' }, '4321', 'UPSERTD_PORT'],
    [{}, '4000', null],
  ] as const)('comes from its own variable, else from UPSERTD_PORT: %j', async ([env, value, where]) => {
    const { stdout } = await upsertd(['config', '--json'], { cwd: tempFolder(), env });
    const options = JSON.parse(stdout) as { option: string; value: string; where: string | null }[];
    expect(options.find(({ option }) => option === '--port')).toMatchObject({ value, where });
  });
});

describe('a wrong value', () => {
  test.for([
    [['serve', '--port', 'x'], {}, '--port', 'It must be a port from 0 to 65535.'],
    [['serve', '--port', '65536'], {}, '--port', 'It must be a port from 0 to 65535.'],
    [['serve', '--casing', 'x'], {}, '--casing', 'camel, snake, both'],
    [['serve', '--unknown-fields', 'x'], {}, '--unknown-fields', 'warn, reject'],
    [['serve', '--shared-emails', 'x'], {}, '--shared-emails', 'refuse, allow'],
    [['serve', '--email-match', 'x'], {}, '--email-match', 'link, refuse'],
    [['serve', '--log-level', 'x'], {}, '--log-level', 'debug, info, warn, error, silent'],
    [['serve', '--cors-origin', 'a.example'], {}, '--cors-origin', 'https://app.example.com'],
    [['serve', '--rate-limit', 'test=1/2'], {}, '--rate-limit', 'sandbox=100/200,live=1000/2000'],
    [['serve', '--rate-limit', 'live=0'], {}, '--rate-limit', 'such as sandbox=100/200'],
    [['serve'], { UPSERTD_PORT: 'x' }, 'UPSERTD_PORT', 'It must be a port from 0 to 65535.'],
    [['serve'], { UPSERTD_CASING: 'x' }, 'UPSERTD_CASING', 'camel, snake, both'],
    [['serve', '--prot', '4000'], {}, '--prot', '(Did you mean --port?)'],
    [['serve', 'here'], {}, 'serve', 'too many arguments'],
    [['sreve'], {}, 'sreve', '(Did you mean serve?)'],
    [['keys', 'lst'], {}, 'lst', '(Did you mean list?)'],
    [['keys', 'create', '--name', 'x'], {}, '--mode', 'not specified'],
    [['keys', 'create', '--mode', 'live'], {}, '--name', 'not specified'],
    [['keys', 'create', '--mode', 'test', '--name', 'x'], {}, '--mode', 'sandbox, live'],
    [['keys', 'rotate'], {}, 'id', 'missing required argument'],
    [['keys', 'revoke'], {}, 'id', 'missing required argument'],
    [['keys', 'rotate', 'x', '--overlap', '1y'], {}, '--overlap', '90s, 15m, 24h or 30d'],
    [['merchants', 'create'], {}, '--name', 'not specified'],
    [CREATE, { UPSERTD_SCOPES: '' }, 'UPSERTD_SCOPES', 'It must contain at least one value'],
    [CREATE, { UPSERTD_SCOPES: ' ' }, 'UPSERTD_SCOPES', 'It must contain at least one value'],
    [CREATE, { UPSERTD_CIDR: '' }, 'UPSERTD_CIDR', 'It must contain at least one value'],
    [CREATE, { UPSERTD_EXPIRES: '' }, 'UPSERTD_EXPIRES', 'It must be a duration such as 30d'],
    [['serve'], { UPSERTD_SERVE_PORT: 'x', UPSERTD_PORT: '0' }, 'UPSERTD_SERVE_PORT', 'It must be a port'],
    [['mock'], { UPSERTD_MOCK_PORT: 'x', UPSERTD_PORT: '0' }, 'UPSERTD_MOCK_PORT', 'It must be a port'],
    [['proxy', 'http://127.0.0.1:1'], { UPSERTD_PROXY_PORT: 'x' }, 'UPSERTD_PROXY_PORT', 'It must be a port'],
  ] as const)(
    'ends with exit code 2, names the option and the fix, and creates no database: %s',
    async ([args, env, name, fix]) => {
      const cwd = tempFolder();
      const { code, stdout, stderr } = await upsertd(args, { cwd, env });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^upsertd: (?!error)/);
      expect(stderr).toContain(name);
      expect(stderr).toContain(fix);
      expect(stderr).toContain('(add --help for a list of commands and options)');
      expect(existsSync(join(cwd, 'upsertd.db'))).toBe(false);
    },
  );
});

describe('help', () => {
  test.for([
    '',
    'serve',
    'keys',
    'keys create',
    'keys list',
    'keys rotate',
    'keys revoke',
    'keys generate',
    'merchants',
    'merchants create',
    'merchants list',
    'seed',
  ])('is printed for upsertd %s, with exit code 0', async (command) => {
    const args = command.split(' ').filter((word) => word !== '');
    const { code, stdout, stderr } = await upsertd([...args, '--help'], { cwd: tempFolder() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(['Usage: upsertd', ...args].join(' '));
  });

  test.for([[], ['keys'], ['merchants']])(
    'is printed for a command without its subcommand, with exit code 2',
    async (args) => {
      const { code, stderr } = await upsertd(args, { cwd: tempFolder() });
      expect(code).toBe(2);
      expect(stderr).toContain('Usage: upsertd');
    },
  );

  test.for(['--version', '-v', '-V', 'version'])(
    'is not printed with %s, which prints the number only',
    async (word) => {
      const { code, stdout } = await upsertd([word], { cwd: tempFolder() });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    },
  );

  test('has all commands in groups, and examples whose options exist', async () => {
    const { stdout } = await upsertd(['--help'], { cwd: tempFolder() });
    const headings = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'Options',
      'Server',
      'Data',
      'Development and tests',
      'Settings and help',
      'Examples',
    ]);
    const { stdout: serve } = await upsertd(['serve', '--help'], { cwd: tempFolder() });
    for (const heading of ['Network:', 'Database:', 'Monitoring:', 'Examples:'])
      expect(serve).toContain(heading);
    for (const [, line = ''] of serve.matchAll(/^ {2}\$ upsertd (serve .*)$/gm)) {
      const { code, stderr } = await upsertd(['config', ...line.split(' ')], { cwd: tempFolder() });
      expect([line, code, stderr]).toEqual([line, 0, '']);
    }
  });
});
