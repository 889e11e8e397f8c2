import {
  chmodSync,
  chownSync,
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
import { openStore } from '../../../src/storage/open-store.ts';
import { MIGRATIONS } from '../../../src/storage/sqlite/open/migrations.ts';
import { openDatabase } from '../../../src/storage/sqlite/open/open-database.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  path = join(folder, 'test.db');
});

/** Expects the same one-line error with and without serving. */
async function expectRefusal(message: string): Promise<void> {
  for (const serving of [true, false]) {
    const opening = openStore(`sqlite:${path}`, { serving });
    await expect(opening).rejects.toMatchObject({ name: 'UnusableStore', message });
  }
}

/** A database of upsertd that has data in the middle of the file. */
async function makeDatabase(): Promise<void> {
  const store = await openStore(`sqlite:${path}`);
  const fixture = await TenantFixture.in(store);
  await Promise.all(Array.from({ length: 400 }, () => fixture.put({ patch: { notes: 'x'.repeat(500) } })));
  await store.close();
}

describe('a file that is not a database of upsertd', () => {
  test('is refused and unchanged if it is the database of another program', async () => {
    const foreign = new Database(path);
    foreign.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
    foreign.close();
    const before = readFileSync(path);
    await expectRefusal(`${path} is the database of another program; name a different file.`);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['test.db']);
  });

  test('is refused if another program has marked it and has not created tables yet', async () => {
    const foreign = new Database(path);
    foreign.pragma('application_id = 1');
    foreign.close();
    await expectRefusal(`${path} is the database of another program; name a different file.`);
  });

  test('is refused and unchanged if it is not a database', async () => {
    writeFileSync(path, 'My diary. '.repeat(1000));
    await expectRefusal(`${path} is damaged or not a database; restore a backup, or name a different file.`);
    expect(readFileSync(path, 'utf8')).toBe('My diary. '.repeat(1000));
    expect(readdirSync(folder)).toEqual(['test.db']);
  });

  test('is refused and unchanged if a newer upsertd wrote it', async () => {
    await makeDatabase();
    const newer = new Database(path);
    newer.pragma('user_version = 99');
    newer.close();
    await expectRefusal(
      `${path} was written by a newer upsertd (schema 99, this one knows ${MIGRATIONS.length}); upgrade upsertd.`,
    );
    expect(readdirSync(folder)).toEqual(['test.db']);
  });

  test('is used if it is empty', async () => {
    writeFileSync(path, '');
    await (await openStore(`sqlite:${path}`)).close();
  });
});

describe('a damaged file', () => {
  const damaged = () => `${path} is damaged or not a database; restore a backup, or name a different file.`;

  test('is refused when pages in its middle were overwritten', async () => {
    await makeDatabase();
    const bytes = readFileSync(path);
    bytes.fill(
      0xa5,
      Math.floor(bytes.length / 2 / 4096) * 4096,
      Math.floor(bytes.length / 2 / 4096) * 4096 + 16384,
    );
    writeFileSync(path, bytes);
    await expectRefusal(damaged());
  });

  test.for([100, 4096, 5000, 40_960])('is refused when it was cut to %i bytes', async (length) => {
    await makeDatabase();
    truncateSync(path, length);
    await expectRefusal(damaged());
  });

  test('is refused when its header was overwritten', async () => {
    await makeDatabase();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0, 0, 100));
    await expectRefusal(damaged());
  });
});

describe('a path that leads to no file', () => {
  test('is refused when its folder does not exist', async () => {
    path = join(folder, 'no-such-folder', 'test.db');
    await expectRefusal(`${path} cannot be created, because its folder does not exist; create the folder.`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is refused when a part of it is a file', async () => {
    writeFileSync(path, '');
    path = join(path, 'test.db');
    await expectRefusal(`${path} cannot be opened, because a part of its path is not a folder.`);
  });

  test('is refused when it is a folder', async () => {
    mkdirSync(path);
    await expectRefusal(`${path} is not a file; name a file.`);
    expect(readdirSync(folder)).toEqual(['test.db']);
  });

  test('is refused when it is a device', async () => {
    path = '/dev/null';
    await expectRefusal('/dev/null is not a file; name a file.');
  });

  test('can be a symbolic link to a file that does not exist yet', async () => {
    symlinkSync(join(folder, 'target.db'), path);
    await (await openStore(`sqlite:${path}`)).close();
    expect(readdirSync(folder)).toContain('target.db');
  });
});

describe('a file or folder without write permission', () => {
  /** Runs as the user `nobody` if the test runs as root, because root can write every file. */
  function becomeOrdinary(): void {
    const UNPRIVILEGED = 65534;
    if (process.geteuid?.() !== 0) return;
    for (const name of ['.', ...readdirSync(folder)])
      chownSync(join(folder, name), UNPRIVILEGED, UNPRIVILEGED);
    process.seteuid?.(UNPRIVILEGED);
    onTestFinished(() => process.seteuid?.(0));
  }

  const refusal = () =>
    `${path} cannot be opened for writing; this user must be able to write the file and its folder.`;

  test.for([0o400, 0o000])('is refused when the file has mode %o', async (mode) => {
    await makeDatabase();
    chmodSync(path, mode);
    becomeOrdinary();
    await expectRefusal(refusal());
  });

  test('is refused if the folder is read-only, with and without the file', async () => {
    await makeDatabase();
    becomeOrdinary();
    chmodSync(folder, 0o500);
    await expectRefusal(refusal());
    path = join(folder, 'new.db');
    await expectRefusal(refusal());
    chmodSync(folder, 0o700);
  });
});

describe('a file that another process locks', () => {
  test('is refused if the lock is not released', async () => {
    await makeDatabase();
    const holder = new Database(path);
    onTestFinished(() => {
      holder.close();
    });
    holder.exec('BEGIN EXCLUSIVE');
    expect(() => openDatabase(path, { patienceMs: 0 })).toThrow(
      `${path} is locked by another process; try again when it is done.`,
    );
  });
});
