import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { BackupFolder } from '../../src/domain/store/backup-folder.ts';
import { BackupJob, type BackupJobOptions } from '../../src/http/jobs/backup-job.ts';
import { openBackupFolder } from '../../src/storage/open-backup-folder.ts';
import { openMaintenance } from '../../src/storage/open-maintenance.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { addMerchant } from '../support/tenants.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-23T12:00:00Z');

let now: number;
let url: string;
let directory: string;
let folder: BackupFolder;
let reported: string[];
let results: string[];
beforeEach(async () => {
  now = START;
  reported = [];
  results = [];
  const parent = tempFolder();
  url = `sqlite:${join(parent, 'clinic.db')}`;
  directory = join(parent, 'backups');
  mkdirSync(directory);
  const store = await openStore(url);
  onTestFinished(() => store.close());
  await addMerchant(store);
  folder = await openBackupFolder(url, directory);
});

function newJob(over: Partial<BackupJobOptions> = {}): BackupJob {
  return new BackupJob({
    folder,
    everyMs: 24 * HOUR_MS,
    keep: 3,
    clock: () => now,
    onError: (message) => reported.push(message),
    observer: { backupEnded: (result) => results.push(result), newestBackup: () => {} },
    ...over,
  });
}

const files = () => readdirSync(directory).sort();

describe('a scheduled backup', () => {
  test('has the time in UTC in its name, is a database that can be restored, and is due again after the interval', async () => {
    const job = newJob();
    expect(job.status()).toMatchObject({ last: undefined, next: now });
    await job.check();
    expect(files()).toEqual(['clinic-scheduled-2026-11-23T12-00-00Z.db']);
    const copy = join(directory, 'clinic-scheduled-2026-11-23T12-00-00Z.db');
    const checks = await openMaintenance(`sqlite:${copy}`).diagnose(now);
    expect(checks.filter(({ verdict }) => verdict === 'bad')).toEqual([]);
    expect(job.status()).toMatchObject({ last: { at: START }, next: START + 24 * HOUR_MS, isRunning: false });
    now += 24 * HOUR_MS - 1;
    await job.check();
    expect(files()).toHaveLength(1);
    now += 1;
    await job.check();
    expect(files()).toHaveLength(2);
    expect([results, reported]).toEqual([['succeeded', 'succeeded'], []]);
  });

  test('is late if it is older than two intervals', async () => {
    const job = newJob();
    expect(job.status().isLate).toBe(false);
    await job.check();
    now += 48 * HOUR_MS;
    expect(job.status().isLate).toBe(false);
    now += 1;
    expect(job.status().isLate).toBe(true);
    await job.check();
    expect(job.status().isLate).toBe(false);
  });

  test('is neither repeated nor omitted by a restart', async () => {
    await newJob().check();
    now += HOUR_MS;
    const next = newJob();
    await next.check();
    expect(files()).toHaveLength(1);
    expect(next.status().next).toBe(START + 24 * HOUR_MS);
    now += 100 * HOUR_MS;
    await newJob().check();
    expect(files()).toHaveLength(2);
  });

  test('never runs beside another one', async () => {
    let running = 0;
    let most = 0;
    const slow: BackupFolder = {
      ...folder,
      create: async (...args) => {
        running += 1;
        most = Math.max(most, running);
        await folder.create(...args);
        running -= 1;
      },
    };
    const job = newJob({ folder: slow });
    await Promise.all([job.check(), job.check(), job.check()]);
    expect([most, files().length]).toEqual([1, 1]);
  });

  test('replaces the oldest backup of the server, and no other file', async () => {
    const foreign = [
      'clinic-scheduled-2020-01-01T00-00-00Z.db.keep',
      'clinic-2020-01-01T00-00-00Z.db',
      'other-scheduled-2020-01-01T00-00-00Z.db',
      'notes.txt',
    ];
    for (const name of foreign) writeFileSync(join(directory, name), 'mine');
    mkdirSync(join(directory, 'clinic-scheduled-2020-01-02T00-00-00Z.db'));
    symlinkSync('notes.txt', join(directory, 'clinic-scheduled-2020-01-03T00-00-00Z.db'));
    const others = files();
    const job = newJob();
    for (let count = 0; count < 5; count += 1) {
      await job.check();
      now += 24 * HOUR_MS;
    }
    const own = [25, 26, 27].map((day) => `clinic-scheduled-2026-11-${day}T12-00-00Z.db`);
    expect(files()).toEqual([...others, ...own].sort());
  });

  test('removes the incomplete files of a server that was killed', async () => {
    const part = 'clinic-scheduled-2026-11-22T12-00-00Z.db.part-17';
    for (const name of [part, `${part}-journal`, 'clinic.db.part-17'])
      writeFileSync(join(directory, name), 'half');
    await newJob().check();
    expect(files()).toEqual(['clinic-scheduled-2026-11-23T12-00-00Z.db', 'clinic.db.part-17']);
  });

  test('is made although the clock was ahead at an earlier backup', async () => {
    writeFileSync(join(directory, 'clinic-scheduled-2099-01-01T00-00-00Z.db'), 'from the future');
    const job = newJob({ keep: 1 });
    await job.check();
    expect(job.status().last?.at).toBe(START);
  });

  test('that fails is reported without a path, shown, counted, and tried again after 15 minutes', async () => {
    renameSync(directory, `${directory}-away`);
    const job = newJob();
    await job.check();
    expect(results).toEqual(['failed']);
    expect(reported).toEqual([expect.stringMatching(/^the scheduled backup failed: /)]);
    expect(reported.join()).not.toContain(directory);
    expect(job.status()).toMatchObject({ failure: { at: START }, next: START + 15 * 60_000 });
    renameSync(`${directory}-away`, directory);
    now += 15 * 60_000 - 1;
    await job.check();
    expect(files()).toEqual([]);
    now += 1;
    await job.check();
    expect(files()).toHaveLength(1);
    expect(job.status().failure).toBeUndefined();
  });

  test('whose file exists already fails, and the message names the file without its folder', async () => {
    const taken = 'clinic-scheduled-2026-11-23T12-00-00Z.db';
    const blocked = { ...folder, list: async () => [] };
    writeFileSync(join(directory, taken), 'mine');
    await newJob({ folder: blocked }).check();
    expect(reported[0]).toContain(`the scheduled backup failed: ${taken} exists`);
    expect(reported[0]).not.toContain(directory);
  });

  test('that runs when the server stops leaves no file, and is not reported', async () => {
    const job = newJob();
    const check = job.check();
    while (files().length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await job.stop();
    await check;
    expect([files(), reported, results]).toEqual([[], [], []]);
  });
});

test.each([
  ['postgres://localhost/upsertd', 'pg_dump'],
  ['sqlite::memory:', 'in memory'],
])('backups of %s are refused with a reason', async (database, reason) => {
  await expect(openBackupFolder(database, directory)).rejects.toThrow(reason);
});

test('a folder that does not exist is refused', async () => {
  await expect(openBackupFolder(url, join(directory, 'missing'))).rejects.toThrow('is not a folder');
});
