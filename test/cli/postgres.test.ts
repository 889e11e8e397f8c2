import { beforeEach, describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { fileDatabase, makeDatabase } from '../support/test-database.ts';

const PASSWORD = 'secret-password';

const database = fileDatabase();

let url: string;
let cwd: string;
beforeEach(() => {
  const withPassword = new URL(database.url);
  withPassword.password = PASSWORD;
  url = withPassword.href;
  cwd = tempFolder();
});

describe('a PostgreSQL database', () => {
  test('works with every command, and no output contains its password', async () => {
    const env = { UPSERTD_DATABASE: url };
    const served = await Served.start({ cwd, env });
    expect(await served.put('1')).toBe(201);
    const outputs: string[] = [];
    const run = async (...args: string[]) => {
      const ended = await upsertd(args, { cwd, env });
      outputs.push(ended.stdout, ended.stderr);
      return ended;
    };
    expect(await run('seed', 'clinic')).toMatchObject({ code: 0 });
    expect(await run('merchants', 'list')).toMatchObject({ code: 0 });
    const created = await run('keys', 'create', '--mode', 'sandbox', '--name', 'second', '--json');
    const { id, key } = JSON.parse(created.stdout);
    expect(await served.put('2', { key })).toBe(201);
    expect(await run('keys', 'revoke', id)).toMatchObject({ code: 0, stdout: `Revoked ${id}.\n` });
    // The PostgreSQL server of these tests does not sync to the disk.
    const doctor = await run('doctor', '--json');
    const results = JSON.parse(doctor.stdout) as { what: string; verdict: string }[];
    expect(results.filter(({ verdict }) => verdict !== 'good')).toMatchObject([
      { what: 'durability', verdict: 'bad' },
    ]);
    const backup = await run('backup', 'copy.db');
    expect([backup.code, backup.stderr]).toEqual([1, expect.stringContaining('pg_dump')]);
    const restore = await run('restore', 'copy.db');
    expect([restore.code, restore.stderr]).toEqual([1, expect.stringContaining('pg_restore')]);
    expect((await run('config', 'serve')).stdout).toContain('postgres://upsertd:***@');

    const { code, stdout, stderr } = await served.stop();
    expect(code).toBe(0);
    expect(stdout).toContain('upsertd serves postgres://upsertd:***@');
    expect([stdout, stderr, ...outputs].join('\n')).not.toContain(PASSWORD);
  });

  test('that cannot be used causes one line without its password', async () => {
    const nowhere = new URL(url);
    nowhere.searchParams.set('host', cwd);
    const missing = new URL(url);
    missing.pathname = '/no_such_database';
    for (const [database, reason] of [
      [nowhere.href, 'cannot be reached; check that PostgreSQL runs there, and the address.'],
      [missing.href, 'has no database of this name; make it with createdb, or name another one.'],
      [`postgres://upsertd:${PASSWORD}@[/x`, 'This is not the URL of a database'],
      [`mysql://upsertd:${PASSWORD}@localhost/x`, 'is not a database this program knows'],
    ] as const) {
      const ended = await upsertd(['serve', '--port', '0', '--database', database], { cwd });
      expect([ended.code, ended.stderr.split('\n').length]).toEqual([1, 2]);
      expect(ended.stderr).toContain(reason);
      expect(ended.stderr).not.toContain(PASSWORD);
    }
  });

  test('without the tables of upsertd is not changed by a command that only reads', async () => {
    const { href } = new URL(await makeDatabase());
    const ended = await upsertd(['keys', 'list', '--database', href], { cwd });
    expect(ended).toMatchObject({
      code: 1,
      stderr: 'upsertd: There are no tables of upsertd in this database; serving makes them.\n',
    });
    const doctor = await upsertd(['doctor', '--database', href], { cwd });
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringContaining('no tables of upsertd')]);
  });
});
