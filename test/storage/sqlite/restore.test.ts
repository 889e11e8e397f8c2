import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openMaintenance } from '../../../src/storage/open-maintenance.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { OtherProcess } from './other-process.ts';

let folder: string;
beforeEach(async () => {
  folder = tempFolder();
  await addMerchant('backed up');
  await openMaintenance(url('upsertd.db')).backup(at('copy.db'), { replace: false });
  await addMerchant('later');
});

const at = (name: string) => join(folder, name);
const url = (name: string) => `sqlite:${at(name)}`;

async function addMerchant(name: string): Promise<void> {
  const store = await openStore(url('upsertd.db'));
  await store.merchants.add({ id: name, name, createdAt: 0 });
  await store.close();
}

async function merchants(file = 'upsertd.db'): Promise<string[]> {
  const store = await openStore(url(file), { mustExist: true });
  const found = await store.merchants.list();
  await store.close();
  return found.map(({ name }) => name);
}

const restore = (from: string, { to = 'upsertd.db', replace = true } = {}) =>
  openMaintenance(url(to)).restore(at(from), { replace });

async function expectRefusal(reason: string, ...args: Parameters<typeof restore>): Promise<void> {
  await expect(restore(...args)).rejects.toMatchObject({ name: 'UnusableStore', message: reason });
  expect(readdirSync(folder).filter((name) => /part|before/.test(name))).toEqual([]);
}

describe('a restore', () => {
  test('replaces the database and keeps every former one', async () => {
    expect(await restore('copy.db')).toBe(at('upsertd.db.before-restore'));
    expect(await merchants()).toEqual(['backed up']);
    await addMerchant('after the first');
    expect(await restore('copy.db')).toBe(at('upsertd.db.before-restore-2'));
    expect(await merchants()).toEqual(['backed up']);
    expect(await merchants('upsertd.db.before-restore')).toEqual(['backed up', 'later']);
    expect(await merchants('upsertd.db.before-restore-2')).toEqual(['backed up', 'after the first']);
  });

  test('needs no option replace if there is no database', async () => {
    expect(await restore('copy.db', { to: 'new.db', replace: false })).toBeUndefined();
    expect(await merchants('new.db')).toEqual(['backed up']);
  });

  test('does not read the log of a database that no longer exists', async () => {
    writeFileSync(at('new.db-wal'), 'left behind');
    await restore('copy.db', { to: 'new.db' });
    expect(await merchants('new.db')).toEqual(['backed up']);
    expect(readFileSync(at('new.db.before-restore-wal'), 'utf8')).toBe('left behind');
  });

  test('keeps the writes in the log of a killed process in the former database only', async () => {
    await leaveLog();
    await restore('copy.db');
    expect(await merchants()).toEqual(['backed up']);
    expect(await merchants('upsertd.db.before-restore')).toHaveLength(3);
  });

  test('restores the writes in the log of a killed process from its database', async () => {
    await leaveLog();
    await restore('upsertd.db', { to: 'new.db' });
    expect(await merchants('new.db')).toHaveLength(3);
  });

  /** Adds a third merchant, which is only in the log. */
  async function leaveLog(): Promise<void> {
    const writer = new OtherProcess(url('upsertd.db'));
    writer.write('open');
    writer.write('write');
    expect([await writer.read(), await writer.read(), await writer.read()]).toEqual(['ready', 'open', '0']);
    await writer.kill();
    expect(existsSync(at('upsertd.db-wal'))).toBe(true);
  }

  test('follows a symbolic link to the database and keeps the link', async () => {
    symlinkSync(at('upsertd.db'), at('link.db'));
    await restore('copy.db', { to: 'link.db' });
    expect(await merchants()).toEqual(['backed up']);
  });

  test('replaces a damaged database, and keeps the damaged file unchanged', async () => {
    truncateSync(at('upsertd.db'), 5000);
    await restore('copy.db');
    expect(await merchants()).toEqual(['backed up']);
    expect(readFileSync(at('upsertd.db.before-restore'))).toHaveLength(5000);
  });
});

describe('a restore is refused', () => {
  test('if there is a database, without the option replace', async () => {
    const reason = `${at('upsertd.db')} exists; add --force to replace it. The former database is renamed.`;
    await expectRefusal(reason, 'copy.db', { replace: false });
    expect(await merchants()).toEqual(['backed up', 'later']);
  });

  test('into a database that is being served', async () => {
    const store = await openStore(url('upsertd.db'), { serving: true });
    const reason = `${at('upsertd.db')} is already served by another process; stop that one or name a different file.`;
    await expectRefusal(reason, 'copy.db');
    await store.merchants.add({ id: 'x', name: 'still served', createdAt: 0 });
    await store.close();
    expect(await merchants()).toEqual(['backed up', 'later', 'still served']);
  });

  test('into a database that another process has opened', async () => {
    const other = new OtherProcess(url('upsertd.db'));
    other.write('open');
    expect([await other.read(), await other.read()]).toEqual(['ready', 'open']);
    await expectRefusal(
      `${at('upsertd.db')} is locked by another process; try again when it is done.`,
      'copy.db',
    );
    expect(await merchants()).toEqual(['backed up', 'later']);
  });

  test('from a path that is damaged, of another program, empty, a folder or missing', async () => {
    const bytes = readFileSync(at('copy.db'));
    writeFileSync(at('damaged.db'), bytes.fill(0xa5, 4096, 5 * 4096));
    for (const [name, sql] of [
      ['foreign.db', 'CREATE TABLE theirs (x)'],
      ['empty.db', 'VACUUM'],
    ] as const) {
      const other = new Database(at(name));
      other.exec(sql);
      other.close();
    }
    mkdirSync(at('folder'));
    for (const [name, reason] of [
      ['damaged.db', 'is damaged; nothing was replaced.'],
      ['foreign.db', 'is the database of another program; name a different file.'],
      ['empty.db', 'is empty; name a database that was served before.'],
      ['folder', 'is not a file; name a file.'],
    ] as const) {
      await expectRefusal(`${at(name)} ${reason}`, name);
    }
    await expectRefusal(`There is no database ${at('missing.db')}.`, 'missing.db');
    expect(await merchants()).toEqual(['backed up', 'later']);
  });

  test('from a file that is the database itself', async () => {
    linkSync(at('upsertd.db'), at('same.db'));
    for (const name of ['upsertd.db', 'same.db']) {
      await expectRefusal(`${at(name)} is the database itself; name another file.`, name);
    }
  });

  test('into a folder that does not exist', async () => {
    const reason = `${at('no/new.db')} cannot be created, because its folder does not exist; create the folder.`;
    await expectRefusal(reason, 'copy.db', { to: 'no/new.db' });
  });
});

test('a restore that is stopped leaves the database unchanged and no other files', async () => {
  const stop = new AbortController();
  const restoring = openMaintenance(url('upsertd.db')).restore(at('copy.db'), {
    replace: true,
    signal: stop.signal,
  });
  stop.abort('SIGINT');
  await expect(restoring).rejects.toBe('SIGINT');
  expect(await merchants()).toEqual(['backed up', 'later']);
  onTestFinished(() => expect(readdirSync(folder).filter((name) => /part|before/.test(name))).toEqual([]));
});
