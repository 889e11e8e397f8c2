import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { MIGRATIONS } from '../../../src/storage/sqlite/open/migrations.ts';
import { openDatabase } from '../../../src/storage/sqlite/open/open-database.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  path = join(folder, 'test.db');
});

function open() {
  const { database, release } = openDatabase(path);
  onTestFinished(() => {
    database.close();
    release();
  });
  return database;
}

describe('a new database', () => {
  test('has only STRICT tables, apart from the full-text ones', () => {
    const loose = open()
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name <> 'sqlite_schema'",
      )
      .pluck()
      .all();
    expect(loose).toEqual([]);
  });

  test('has the tenant as the first column of every index of customers and records', () => {
    const database = open();
    const indexes = database
      .prepare<[], { tbl_name: string; name: string }>(
        "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND tbl_name LIKE 'customer%'",
      )
      .all();
    expect(indexes.length).toBeGreaterThan(5);
    for (const { name } of indexes) {
      const columns = database.prepare('SELECT name FROM pragma_index_info(?)').pluck().all(name);
      expect(columns[0], name).toBe('tenant');
    }
  });

  test('has the application id of upsertd and the version of its schema', () => {
    const database = open();
    expect(database.pragma('application_id', { simple: true })).toBe(0x75707364);
    expect(database.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  });

  test('can be read only by its owner, and so can the files beside it', async () => {
    const store = await openStore(`sqlite:${path}`, { serving: true });
    onTestFinished(() => store.close());
    const modes = readdirSync(folder).map((name) => [
      name,
      (statSync(join(folder, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      'test.db': '600',
      'test.db-wal': '600',
      'test.db-shm': '600',
      'test.db-serving': '600',
    });
  });
});

describe('an open database', () => {
  test('waits for the disk at every commit, is in WAL mode, and checks foreign keys', () => {
    const database = open();
    const pragmas = ['journal_mode', 'synchronous', 'fullfsync', 'foreign_keys', 'busy_timeout'];
    const values = pragmas.map((name) => [name, database.pragma(name, { simple: true })]);
    const FULL = 2;
    expect(Object.fromEntries(values)).toEqual({
      journal_mode: 'wal',
      synchronous: FULL,
      fullfsync: 1,
      foreign_keys: 1,
      busy_timeout: 0,
    });
  });

  test('is not changed if it is opened once more', () => {
    const first = open();
    const before = first.pragma('data_version', { simple: true });
    open();
    expect(first.pragma('data_version', { simple: true })).toBe(before);
  });
});

describe('the URL of a database', () => {
  test.for(['sqlite:FILE', 'sqlite://FILE', 'sqlite:FILE  '])('can have the form %s', async (form) => {
    const store = await openStore(form.replace('FILE', path));
    await store.close();
    expect(readdirSync(folder)).toEqual(['test.db']);
  });

  test('can name a database in memory', async () => {
    const store = await openStore('sqlite::memory:', { serving: true });
    await store.ping();
    await store.close();
  });

  test.for(['', 'sqlite:', 'sqlite: ', 'sqlite://upsertd.db', 'upsertd.db', 'mysql://localhost/x'])(
    'is refused when it is "%s"',
    async (url) => {
      await expect(openStore(url)).rejects.toThrow(
        `${url} is not a database this program knows; write sqlite:./upsertd.db, for example.`,
      );
    },
  );

  test('can name a file with characters that are special in URLs', async () => {
    const special = join(folder, "a b'?#%20;ø");
    mkdirSync(special);
    const store = await openStore(`sqlite:${join(special, 'x?mode=memory.db')}`, { serving: true });
    await store.close();
    expect(readdirSync(special)).toContain('x?mode=memory.db');
  });
});
