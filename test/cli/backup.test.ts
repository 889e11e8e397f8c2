import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Running, Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

const run = (...args: string[]) => upsertd(args, { cwd });
const at = (name: string) => join(cwd, name);

test('a backup of a server under constant writes contains every write that was acknowledged before the backup', async () => {
  const served = await Served.start({ cwd });
  let isOver = false;
  let acknowledged = 0;
  const writing = Promise.all(
    Array.from({ length: 8 }, async (_, client) => {
      for (let index = 0; !isOver; index += 1) {
        expect(await served.put(`PAT-${client}-${index}`)).toBe(201);
        acknowledged += 1;
      }
    }),
  );
  while (acknowledged < 50) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = acknowledged;
  const { code, stdout } = await run('backup', 'copy.db');
  const after = acknowledged;
  isOver = true;
  await writing;
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^Backed up \d+\.\d MiB to copy\.db\.\n$/),
  });

  const copy = new Database(at('copy.db'), { readonly: true });
  onTestFinished(() => {
    copy.close();
  });
  const count = copy.prepare('SELECT count(*) FROM customers').pluck().get() as number;
  expect(count).toBeGreaterThanOrEqual(before);
  expect(count).toBeLessThanOrEqual(after + 8);
});

test('a restore is refused while the database is served, and the restored database accepts the old API key', async () => {
  const served = await Served.start({ cwd });
  await served.put('PAT-1');
  await run('backup', 'copy.db');
  await served.put('PAT-2');
  expect(await run('restore', 'copy.db', '--force')).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'upsertd: ./upsertd.db is already served by another process; stop that one or name a different file.\n',
  });
  await served.stop();
  expect(await run('restore', 'copy.db', '--force')).toEqual({
    code: 0,
    stdout: [
      'Restored sqlite:./upsertd.db from copy.db.',
      `The previous database is now ${at('upsertd.db.before-restore')}.`,
      '',
    ].join('\n'),
    stderr: '',
  });
  const restored = await Served.start({ cwd });
  const list = await restored.fetch('/v2/customers', { key: served.key });
  expect(await list.json()).toMatchObject({ data: [{ merchantRefId: 'PAT-1' }], pagination: { total: 1 } });
});

describe('a backup that is interrupted', () => {
  test.for(['SIGINT', 'SIGKILL'] as const)('creates no file: %s', async (signal) => {
    await run('merchants', 'create', '--name', 'x');
    // Another connection has an exclusive lock, so the backup has started and waits.
    const locking = new Database(at('upsertd.db'));
    onTestFinished(() => {
      locking.close();
    });
    locking.pragma('locking_mode = EXCLUSIVE');
    locking.exec('BEGIN EXCLUSIVE');
    const before = readdirSync(cwd);
    const backup = new Running(['backup', 'copy.db'], { cwd });
    while (!readdirSync(cwd).some((name) => name.startsWith('copy.db.part-')))
      await new Promise(setImmediate);

    backup.child.kill(signal);
    expect(await backup.end()).toEqual({ code: null, stdout: '', stderr: '' });
    expect(backup.child.signalCode).toBe(signal);
    expect(existsSync(at('copy.db'))).toBe(false);
    if (signal === 'SIGINT') expect(readdirSync(cwd)).toEqual(before);
  });

  test('during the copy leaves no file behind', async () => {
    await run('merchants', 'create', '--name', 'x');
    // The copy of 64 MiB takes long enough to interrupt it.
    const filler = new Database(at('upsertd.db'));
    filler.exec('CREATE TABLE filler (bytes BLOB)');
    for (let mebibytes = 0; mebibytes < 64; mebibytes += 1)
      filler.exec('INSERT INTO filler VALUES (zeroblob(1048576))');
    filler.close();
    const backup = new Running(['backup', 'copy.db'], { cwd });
    while (!readdirSync(cwd).some((name) => name.endsWith('-journal'))) await new Promise(setImmediate);
    backup.child.kill('SIGINT');
    await backup.end();
    expect(backup.child.signalCode).toBe('SIGINT');
    expect(readdirSync(cwd).filter((name) => name.startsWith('copy.db'))).toEqual([]);
  });
});

test('a restore to a database that does not exist says that it has created one', async () => {
  const served = await Served.start({ cwd });
  await run('backup', 'copy.db');
  await served.stop();
  expect(await run('restore', 'copy.db', '--database', 'sqlite:./typo.db')).toEqual({
    code: 0,
    stdout: 'Restored sqlite:./typo.db from copy.db.\nCreated a new database: sqlite:./typo.db\n',
    stderr: '',
  });
});

describe('serve --backup-dir', () => {
  test('makes a backup at the start, shows it in the metrics, and makes no second one after a restart', async () => {
    mkdirSync(at('backups'));
    const args = ['--backup-dir', 'backups', '--metrics-token', 'a-token-for-the-metrics'];
    const served = await Served.start({ cwd }, ...args);
    const backups = () => readdirSync(at('backups')).filter((name) => name.endsWith('.db'));
    await expect.poll(backups, { timeout: 20_000 }).toHaveLength(1);
    const read = async () => {
      const headers = { authorization: 'Bearer a-token-for-the-metrics' };
      return (await fetch(`${served.url}/metrics`, { headers })).text();
    };
    await expect.poll(read, { timeout: 20_000 }).toContain('upsertd_backups_total{result="succeeded"} 1');
    expect(await read()).toMatch(/upsertd_backup_newest_timestamp_seconds 1\d{9}/);
    expect(backups()[0]).toMatch(/^upsertd-scheduled-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.db$/);
    expect((await served.stop()).code).toBe(0);
    const again = await Served.start({ cwd }, ...args);
    again.key = served.key;
    expect(await again.put('PAT-1')).toBe(201);
    expect((await again.stop()).code).toBe(0);
    expect(backups()).toHaveLength(1);
  });

  test.each([
    [['--backup-dir', 'missing'], 2, 'missing is not a folder. Create it, or mount its disk.'],
    [['--backup-dir', '.', '--database', 'postgres://127.0.0.1/none'], 2, 'with pg_dump'],
    [['--backup-dir', '.', '--backup-every', '59s'], 2, 'It must be at least 1m.'],
    [['--backup-dir', '.', '--backup-keep', '0'], 2, 'It must be a whole number of at least 1.'],
  ])('is refused with %j, and the error names the fix', async (args, code, message) => {
    const ended = await run('serve', '--port', '0', ...args);
    expect([ended.code, ended.stderr.includes(message), ended.stderr.includes('--backup-')]).toEqual([
      code,
      true,
      true,
    ]);
  });
});
