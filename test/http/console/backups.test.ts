import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBackupFolder } from '../../../src/storage/open-backup-folder.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TestServer } from '../../support/test-server.ts';
import { Operator, TOKEN } from './operator.ts';

async function openHealth(directory: string, database: string) {
  const backups = { folder: await openBackupFolder(database, directory), everyMs: 86_400_000, keep: 2 };
  const server = await TestServer.start({ consoleToken: TOKEN, database, backups });
  const operator = await Operator.signedIn(server);
  const read = async () => (await operator.get('/console/health')).text;
  const stop = async () => {
    operator.close();
    await server.stop();
  };
  return { server, operator, read, stop };
}

test('the health page shows the last backup, its age, its size and the next one', async () => {
  const parent = tempFolder();
  mkdirSync(join(parent, 'backups'));
  const { server, read, stop } = await openHealth(join(parent, 'backups'), `sqlite:${join(parent, 'a.db')}`);
  await expect.poll(read, { timeout: 20_000 }).toContain('a-scheduled-2026-11-23T12-00-00Z.db');
  server.now += 3_600_000;
  const text = (await read()).replace(/<\/?time[^>]*>/g, '');
  expect(text).toContain('<dt>Last backup</dt><dd>2026-11-23 12:00:00 UTC</dd>');
  expect(text).toContain('<dt>Age</dt><dd>1 h 0 min</dd>');
  expect(text).toMatch(/<dt>Size<\/dt><dd>\d+ KiB<\/dd>/);
  expect(text).toContain('<dt>Next backup</dt><dd>2026-11-24 12:00:00 UTC</dd>');
  await stop();
});

test('the overview and the health page warn of a backup that is older than two intervals', async () => {
  const parent = tempFolder();
  mkdirSync(join(parent, 'backups'));
  const { server, operator, read, stop } = await openHealth(
    join(parent, 'backups'),
    `sqlite:${join(parent, 'a.db')}`,
  );
  await expect.poll(read, { timeout: 20_000 }).toContain('a-scheduled-2026-11-23T12-00-00Z.db');
  expect(await read()).not.toContain('too old');
  server.now += 49 * 3_600_000;
  // The session has ended.
  await operator.signIn();
  const late = 'The last backup is too old: 2 d 1 h.';
  expect(await read()).toContain(late);
  expect((await operator.get('/console')).text).toContain(late);
  await stop();
});

test('the health page shows the failure of a backup without the path of the folder, and the log has the reason', async () => {
  const parent = tempFolder();
  mkdirSync(join(parent, 'backups'));
  const folder = await openBackupFolder(`sqlite:${join(parent, 'a.db')}`, join(parent, 'backups'));
  renameSync(join(parent, 'backups'), join(parent, 'away'));
  const backups = { folder, everyMs: 86_400_000, keep: 2 };
  const server = await TestServer.start({
    consoleToken: TOKEN,
    database: `sqlite:${join(parent, 'a.db')}`,
    backups,
  });
  const operator = await Operator.signedIn(server);
  const read = async () => (await operator.get('/console/health')).text;
  await expect.poll(read, { timeout: 20_000 }).toContain('failed. The folder of the backups cannot be used');
  expect(await read()).not.toContain(parent);
  expect(await server.metrics()).toContain('upsertd_backups_total{result="failed"} 1');
  expect(server.mistakes.splice(0)).toEqual([expect.stringContaining('the scheduled backup failed')]);
  operator.close();
  await server.stop();
});

test('the health page of a server without a schedule shows the command line that schedules backups', async () => {
  const server = await TestServer.start({ consoleToken: TOKEN });
  const operator = await Operator.signedIn(server);
  const { text } = await operator.get('/console/health');
  expect(text).toMatch(/--backup-dir \/backup|pg_dump --format=custom/);
  operator.close();
  await server.stop();
});
