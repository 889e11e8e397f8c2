import { getEventListeners } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openMaintenance } from '../../../src/storage/open-maintenance.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

const at = (name: string) => join(folder, name);
const url = (name: string) => `sqlite:${at(name)}`;
const backup = (file: string, replace = false) =>
  openMaintenance(url('upsertd.db')).backup(at(file), { replace });

async function makeDatabase(): Promise<void> {
  const store = await openStore(url('upsertd.db'));
  const fixture = await TenantFixture.in(store);
  await Promise.all(Array.from({ length: 50 }, () => fixture.put()));
  await store.close();
}

describe('a backup', () => {
  test('is complete and valid, has the returned size, and only its owner can read it', async () => {
    await makeDatabase();
    expect(await backup('copy.db')).toBe(statSync(at('copy.db')).size);
    expect(statSync(at('copy.db')).mode & 0o777).toBe(0o600);
    const findings = await openMaintenance(url('copy.db')).diagnose(Date.now());
    expect(findings.filter(({ verdict }) => verdict !== 'good')).toEqual([]);
    const copy = await openStore(url('copy.db'));
    onTestFinished(() => copy.close());
    expect(await copy.merchants.list()).toHaveLength(1);
  });

  test('replaces a file only with the option replace', async () => {
    await makeDatabase();
    writeFileSync(at('copy.db'), 'mine');
    await expectRefusal(`${at('copy.db')} exists; name another file, or add --force.`, 'copy.db');
    expect(readFileSync(at('copy.db'), 'utf8')).toBe('mine');
    expect(await backup('copy.db', true)).toBeGreaterThan(0);
  });
});

test('a backup leaves no listener on its signal, which a schedule uses for all of its backups', async () => {
  await makeDatabase();
  const { signal } = new AbortController();
  await openMaintenance(url('upsertd.db')).backup(at('copy.db'), { replace: false, signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

describe('a backup is refused', () => {
  test('over the database itself, because the server would continue with a file without a name', async () => {
    await makeDatabase();
    symlinkSync(at('upsertd.db'), at('link.db'));
    for (const name of ['upsertd.db', 'link.db']) {
      await expectRefusal(`${at(name)} is the database itself; name another file.`, name, true);
    }
  });

  test('if its path cannot be a file', async () => {
    await makeDatabase();
    mkdirSync(at('folder'));
    await expectRefusal(`${at('folder')} is not a file; name a file.`, 'folder', true);
    await expectRefusal(
      `${at('no/copy.db')} cannot be created, because its folder does not exist; create the folder.`,
      'no/copy.db',
    );
  });

  test('of a file that does not exist or is not a database of upsertd', async () => {
    await expectRefusal(`There is no database ${at('upsertd.db')}.`, 'copy.db');
    const foreign = new Database(at('upsertd.db'));
    foreign.exec('CREATE TABLE theirs (x)');
    foreign.close();
    await expectRefusal(
      `${at('upsertd.db')} is the database of another program; name a different file.`,
      'copy.db',
    );
  });

  test('of a damaged database, and the error names the damaged file', async () => {
    await makeDatabase();
    const bytes = readFileSync(at('upsertd.db'));
    writeFileSync(at('upsertd.db'), bytes.fill(0xa5, 4096, 5 * 4096));
    await expectRefusal(
      `${at('upsertd.db')} is damaged or not a database; restore a backup, or name a different file.`,
      'copy.db',
    );
  });
});

async function expectRefusal(reason: string, ...args: Parameters<typeof backup>): Promise<void> {
  const before = readdirSync(folder);
  await expect(backup(...args)).rejects.toMatchObject({ name: 'UnusableStore', message: reason });
  expect(readdirSync(folder)).toEqual(before);
}
