import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { readSecret } from '../../src/domain/keys/key-gate.ts';
import { upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

const CREATED = 'Created a new database: sqlite:./upsertd.db\n';

/** The output of a command that succeeds. */
async function output(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await upsertd(args, { cwd });
  const errors = stderr.replace(CREATED, '');
  expect({ code, errors }, args.join(' ')).toEqual({ code: 0, errors: '' });
  return stdout;
}
const json = async (...args: string[]) => JSON.parse(await output(...args, '--json'));
const create = (...args: string[]) => json('keys', 'create', '--mode', 'sandbox', '--name', 'x', ...args);

/** The exit code and the message of a command that fails. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await upsertd(args, { cwd });
  expect(stdout).toBe('');
  return `${code} ${stderr}`;
}

describe('a command that creates its database', () => {
  const database = 'sqlite:./typo.db';
  test.each([
    ['keys create', ['keys', 'create', '--mode', 'live', '--name', 'x']],
    ['merchants create', ['merchants', 'create', '--name', 'x']],
    ['seed', ['seed', 'clinic']],
  ])('says so on standard error, and a second time says nothing: %s', async (_name, args) => {
    const run = () => upsertd([...args, '--database', database], { cwd });
    const said = 'Created a new database: sqlite:./typo.db\n';
    expect(await run()).toMatchObject({ code: 0, stderr: said, stdout: expect.not.stringContaining(said) });
    expect(await run()).toMatchObject({ code: 0, stderr: '' });
  });

  test('says so if the command then fails', async () => {
    const args = ['keys', 'create', '--mode', 'live', '--name', 'x', '--merchant', 'none'];
    const { code, stderr } = await upsertd([...args, '--database', database], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Created a new database: sqlite:\.\/typo\.db\n/);
  });
});

describe('keys create', () => {
  test('prints a key of the given mode and nothing else, and stores only its hash', async () => {
    for (const mode of ['sandbox', 'live']) {
      const printed = await output('keys', 'create', '--mode', mode, '--name', 'my key');
      expect(readSecret(printed.trim())).toMatchObject({ mode });
      expect(printed.endsWith('\n')).toBe(true);
    }
    expect(await json('keys', 'list')).toMatchObject([{ mode: 'sandbox' }, { mode: 'live' }]);
  });

  test('accepts scopes, addresses and an expiry, as repeated options or as lists', async () => {
    const made = await create(
      ...['--scopes', 'customers:read, invoices:*', '--scopes', 'events:read'],
      ...['--cidr', '192.0.2.0/24', '--cidr', '2001:db8::/32 198.51.100.7'],
      ...['--expires', '2100-01-31'],
    );
    expect(made).toMatchObject({
      scopes: ['customers:read', 'invoices:*', 'events:read'],
      cidrs: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'],
      expires_at: '2100-01-31T00:00:00.000Z',
      last_used_at: null,
      revoked_at: null,
    });
    const { expires_at, created_at } = await create('--expires', '30d');
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBeLessThanOrEqual(30 * 86_400_000);
    expect(await create()).toMatchObject({ scopes: ['*'], cidrs: [], expires_at: null });
  });

  test('creates the key for the merchant with the given id or name, or for the first merchant', async () => {
    const first = await json('merchants', 'create', '--name', 'First');
    const second = await json('merchants', 'create', '--name', 'Second');
    expect(await create('--merchant', 'Second')).toMatchObject({ merchant_id: second.id });
    expect(await create('--merchant', second.id)).toMatchObject({ merchant_id: second.id });
    expect(await create()).toMatchObject({ merchant_id: first.id });
    expect(await refusal('keys', 'create', '--mode', 'live', '--name', 'x', '--merchant', 'Third')).toBe(
      '2 upsertd: No merchant has the id or name Third; upsertd merchants list shows all merchants.\n',
    );
    await output('merchants', 'create', '--name', 'Second');
    expect(await refusal('keys', 'create', '--mode', 'live', '--name', 'x', '--merchant', 'Second')).toBe(
      '2 upsertd: 2 merchants have the name Second; use the id of the merchant.\n',
    );
  });

  test.for([
    ['--scopes', 'customers', 'customers is not a scope such as customers:read'],
    ['--scopes', '', 'It must contain at least one value'],
    ['--scopes', '*,customers:read', '* already includes customers:read; leave one of them out.'],
    ['--scopes', 'customer:read', 'customer:read is not a scope of this API; the scopes are customers:'],
    ['--cidr', '192.0.2.0/33', '192.0.2.0/33 is not an address or a range'],
    ['--cidr', '', 'It must contain at least one value'],
    ['--expires', 'tomorrow', 'It must be a duration such as 30d, or a date such as 2027-01-31.'],
    ['--expires', '2100-02-31', 'It must be a duration such as 30d, or a date'],
    ['--expires', '2001-01-01', 'It must be in the future.'],
    ['--expires', '0s', 'It must be in the future.'],
    ['--expires', '99999999999d', 'It must be at most 36500d.'],
    ['--name', '  ', 'It must be 1 to 255 characters'],
    ['--name', 'two\nlines', 'It must be 1 to 255 characters, without control characters.'],
  ])(
    'rejects %s "%s" with exit code 2 and a message that names the option',
    async ([flag = '', value = '', reason]) => {
      const message = await refusal('keys', 'create', '--mode', 'sandbox', '--name', 'x', flag, value);
      expect(message).toMatch(/^2 /);
      expect(message).toContain(flag);
      expect(message).toContain(reason);
    },
  );
});

describe('keys create with scopes from several sources', () => {
  const create = ['keys', 'create', '--mode', 'sandbox', '--name', 'x'];

  test('rejects * in one flag with another scope in a second flag, and creates no key', async () => {
    await output('merchants', 'create', '--name', 'First');
    const message = await refusal(...create, '--scopes', '*', '--scopes', 'customers:read');
    expect(message).toMatch(/^2 .*--scopes.*already includes customers:read/);
    expect(await json('keys', 'list')).toEqual([]);
  });

  test.each([
    ['customers:*,customers:read', ['customers:*', 'customers:read']],
    ['customers:read customers:*', ['customers:read', 'customers:*']],
    ['customers:*,customers:write,customers:*', ['customers:*', 'customers:write']],
  ])('accepts a resource wildcard beside scopes of that resource: %s', async (list, scopes) => {
    expect((await json(...create, '--scopes', list)).scopes).toEqual(scopes);
    const [wildcard = '', ...others] = scopes;
    const flags = ['--scopes', wildcard, '--scopes', others.join(',')];
    expect((await json(...create, ...flags)).scopes).toEqual(scopes);
  });

  test('stores a repeated scope once', async () => {
    const made = await json(...create, '--scopes', 'customers:read,customers:read');
    expect(made.scopes).toEqual(['customers:read']);
  });

  test('uses only the flag if the environment variable grants everything', async () => {
    const env = { UPSERTD_SCOPES: '*' };
    const args = [...create, '--scopes', 'customers:read', '--json'];
    expect(JSON.parse((await upsertd(args, { cwd, env })).stdout).scopes).toEqual(['customers:read']);
  });

  test.each(['scopes: []', "scopes: ['']", 'cidr: []'])(
    'rejects the empty list "%s" in a configuration file',
    async (line) => {
      writeFileSync(join(cwd, 'upsertd.yaml'), `${line}\n`);
      const name = line.split(':')[0];
      expect(await refusal(...create)).toContain(
        `upsertd.yaml, line 1: ${name} must have a value; remove the line to use the default.`,
      );
    },
  );
});

describe('keys list', () => {
  test('shows aligned columns under a header, and the state of each key', async () => {
    await output('merchants', 'create', '--name', '漢字 Clinic');
    await create('--expires', '2100-01-31', '--cidr', '192.0.2.0/24', '--scopes', 'customers:read');
    const { id } = await create();
    await output('keys', 'revoke', id);
    const lines = (await output('keys', 'list')).split('\n');
    const today = new Date().toISOString().slice(0, 10);
    expect(lines).toHaveLength(4);
    const columns = lines.map((line) => line.split(/ {2,}/));
    expect(columns[0]?.join('|')).toBe('ID|NAME|MERCHANT|MODE|SCOPES|ADDRESSES|CREATED|LAST USED|STATE');
    expect(columns[1]?.slice(1).join('|')).toBe(
      `x|漢字 Clinic|sandbox|customers:read|192.0.2.0/24|${today}|never|until 2100-01-31`,
    );
    expect(columns[2]?.join('|')).toBe(`${id}|x|漢字 Clinic|sandbox|*|any|${today}|never|revoked`);
    const [first = '', second = ''] = lines.slice(1);
    expect(first.indexOf('sandbox')).toBe(second.indexOf('sandbox'));
  });

  test('names the command that creates a key if there are no keys', async () => {
    await output('merchants', 'create', '--name', 'First');
    const { code, stdout, stderr } = await upsertd(['keys', 'list'], { cwd });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no API keys yet; upsertd keys create creates one.\n',
    });
    expect(await json('keys', 'list')).toEqual([]);
  });
});

describe('keys rotate', () => {
  test('prints a new secret and changes nothing else of the key', async () => {
    const made = await create('--scopes', 'customers:read');
    const printed = (await output('keys', 'rotate', made.id)).trim();
    expect(readSecret(printed)?.mode).toBe('sandbox');
    expect(printed).not.toBe(made.key);
    const { key, ...rest } = await json('keys', 'rotate', made.id, '--overlap', '24h');
    expect(readSecret(key)).not.toBeNull();
    const [listed] = await json('keys', 'list');
    expect(listed).toEqual(rest);
    expect(rest.id).toBe(made.id);
  });

  test('rejects a revoked key', async () => {
    const { id } = await create();
    await output('keys', 'revoke', id);
    expect(await refusal('keys', 'rotate', id)).toBe(
      `2 upsertd: The API key ${id} is revoked; create a new one with upsertd keys create.\n`,
    );
  });
});

describe('keys revoke', () => {
  test('succeeds for an active key and for a key that is already revoked', async () => {
    const { id } = await create();
    for (let time = 0; time < 2; time += 1)
      expect(await output('keys', 'revoke', id)).toBe(`Revoked ${id}.\n`);
  });

  test('of an unknown id names the command that lists the ids, as keys rotate does', async () => {
    await create();
    for (const command of ['rotate', 'revoke']) {
      expect(await refusal('keys', command, 'unknown')).toBe(
        '2 upsertd: No API key has the id unknown; upsertd keys list shows all keys.\n',
      );
    }
  });
});

describe('keys generate', () => {
  test('prints a new sandbox key each time and creates no database', async () => {
    const [first, second] = await Promise.all([output('keys', 'generate'), output('keys', 'generate')]);
    for (const secret of [first, second]) expect(readSecret(secret.trim())?.mode).toBe('sandbox');
    expect(first).not.toBe(second);
    expect(await refusal('keys', 'list')).toMatch(/^1 /);
  });
});

describe('keys', () => {
  test('reads every option from an environment variable', async () => {
    const env = {
      UPSERTD_DATABASE: 'sqlite:./other.db',
      UPSERTD_MODE: 'live',
      UPSERTD_NAME: 'from a variable',
      UPSERTD_MERCHANT: 'Second',
      UPSERTD_SCOPES: 'customers:read invoices:read',
      UPSERTD_CIDR: '192.0.2.0/24,198.51.100.0/24',
      UPSERTD_EXPIRES: '2100-01-31',
      UPSERTD_OVERLAP: '15m',
    };
    await upsertd(['merchants', 'create', '--name', 'First'], { cwd, env });
    await upsertd(['merchants', 'create', '--name', 'Second'], { cwd, env });
    const { stdout } = await upsertd(['keys', 'create', '--json'], { cwd, env });
    const { key, ...made } = JSON.parse(stdout);
    expect(made).toMatchObject({
      mode: 'live',
      name: 'from a variable',
      scopes: ['customers:read', 'invoices:read'],
      cidrs: ['192.0.2.0/24', '198.51.100.0/24'],
      expires_at: '2100-01-31T00:00:00.000Z',
    });
    expect((await upsertd(['keys', 'rotate', made.id], { cwd, env })).code).toBe(0);
    expect(key).toMatch(/^rk_live_/);
  });
});

test('keys rotate and keys revoke accept an id in upper case, and a merchant too', async () => {
  const { id, merchant_id: merchant } = await create();
  const upper = id.toUpperCase();
  expect(upper).not.toBe(id);
  expect(await json('keys', 'rotate', upper)).toMatchObject({ id });
  expect(await output('keys', 'revoke', upper)).toBe(`Revoked ${id}.\n`);
  expect(await create('--merchant', merchant.toUpperCase())).toMatchObject({ merchant_id: merchant });
});

test('keys list shows who created and who revoked a key, and unknown for a key of an earlier release', async () => {
  const { username } = userInfo();
  const made = await create();
  expect(made).toMatchObject({ created_by: `command line (${username})`, revoked_by: null });
  await output('keys', 'revoke', made.id);
  expect(await json('keys', 'list')).toMatchObject([{ revoked_by: `command line (${username})` }]);
  const database = new Database(join(cwd, 'upsertd.db'));
  database.exec('UPDATE api_keys SET created_by = NULL, revoked_by = NULL');
  database.close();
  expect(await json('keys', 'list')).toMatchObject([{ created_by: 'unknown', revoked_by: 'unknown' }]);
});
