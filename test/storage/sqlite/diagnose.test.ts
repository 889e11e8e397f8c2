import { chmodSync, readFileSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CheckResult } from '../../../src/domain/store/maintenance.ts';
import { openMaintenance } from '../../../src/storage/open-maintenance.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { MIGRATIONS } from '../../../src/storage/sqlite/open/migrations.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

vi.mock('node:fs', async (load) => {
  const fs = await load<typeof import('node:fs')>();
  return { ...fs, statfsSync: vi.fn(fs.statfsSync) };
});

const NOW = Date.parse('2026-11-23T12:00:00.000Z');

let path: string;
beforeEach(async () => {
  path = join(tempFolder(), 'test.db');
  const store = await openStore(`sqlite:${path}`);
  const fixture = await TenantFixture.in(store);
  await Promise.all(Array.from({ length: 20 }, () => fixture.put({ now: NOW })));
  await store.close();
});

const diagnose = (now = NOW) => openMaintenance(`sqlite:${path}`).diagnose(now);

async function find(what: string, now?: number): Promise<CheckResult | undefined> {
  return (await diagnose(now)).find((result) => result.what === what);
}

/** Changes the file with another connection, which skips the checks of upsertd. */
function tamper(sql: string): void {
  const database = new Database(path);
  database.unsafeMode();
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  database.close();
}

describe('the check of a sound database', () => {
  test('has only good results, and does not change the file', async () => {
    const before = readFileSync(path);
    expect((await diagnose()).map(({ what, verdict }) => `${what}: ${verdict}`)).toEqual([
      'permissions: good',
      'names: good',
      'free space: good',
      'log: good',
      'schema: good',
      'integrity: good',
      'links: good',
      'counters: good',
      'search: good',
      'clock: good',
    ]);
    expect(readFileSync(path)).toEqual(before);
  });

  test('has only good results if the database is empty', async () => {
    path = join(tempFolder(), 'empty.db');
    await (await openStore(`sqlite:${path}`)).close();
    expect((await diagnose()).filter(({ verdict }) => verdict !== 'good')).toEqual([]);
  });
});

describe('the check of a database reports', () => {
  test('that other users can open the file', async () => {
    chmodSync(path, 0o644);
    expect(await find('permissions')).toEqual({
      what: 'permissions',
      verdict: 'odd',
      detail: '0644: others on this machine may open the file; chmod 600 it',
    });
  });

  test.for([
    [99, 'bad', /^99\.0 MiB free, the database has \d.*: free some space on this disk$/],
    [101, 'good', /^101\.0 MiB free/],
  ] as const)('the free space if %i MiB are free', async ([free, verdict, detail]) => {
    const real = statfsSync(path);
    vi.mocked(statfsSync).mockReturnValueOnce({ ...real, bsize: 1024, bavail: free * 1024 } as typeof real);
    expect(await find('free space')).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
  });

  test('that a backup does not fit beside the database', async () => {
    const real = statfsSync(path);
    vi.mocked(statfsSync).mockReturnValueOnce({ ...real, bsize: 1024, bavail: 200 * 1024 } as typeof real);
    truncateSync(path, 300 * 1024 * 1024);
    expect(await find('free space')).toMatchObject({ verdict: 'odd' });
  });

  test('that much of the write-ahead log is not in the main file, until a checkpoint has moved it there', async () => {
    const writer = new Database(path);
    writer.pragma('synchronous = OFF');
    writer.pragma('wal_autocheckpoint = 0');
    writer.exec('CREATE TABLE filler AS SELECT zeroblob(260 * 1024 * 1024)');
    expect(await find('log')).toEqual({
      what: 'log',
      verdict: 'odd',
      detail: expect.stringMatching(
        /^26\d\.\d MiB of the write-ahead log are not in the main file yet: a process reads for a long time/,
      ),
    });
    writer.pragma('wal_checkpoint(PASSIVE)');
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(260 * 1024 * 1024);
    expect(await find('log')).toMatchObject({ verdict: 'good', detail: expect.stringMatching(/^0\.0 MiB /) });
    writer.close();
  });

  test('that the schema is older than this program', async () => {
    tamper('PRAGMA user_version = -1');
    expect(await find('schema')).toMatchObject({
      verdict: 'odd',
      detail: expect.stringMatching(/^version -1; the next start/),
    });
  });

  test('that a newer program wrote the database, and checks nothing else', async () => {
    tamper('PRAGMA user_version = 99');
    expect((await diagnose()).at(-1)).toEqual({
      what: 'database',
      verdict: 'bad',
      detail: `${path} was written by a newer upsertd (schema 99, this one knows ${MIGRATIONS.length}); upgrade upsertd.`,
    });
  });

  test.for([
    ['DELETE FROM merchants', 2],
    ['DELETE FROM customers WHERE row & 0xFFFFFFFF = 20', 3],
    ['DELETE FROM customer_references WHERE customer & 0xFFFFFFFF < 4', 3],
    ['DELETE FROM events WHERE row & 0xFFFFFFFF = 20', 1],
    ['UPDATE events SET earlier = 1 WHERE row & 0xFFFFFFFF = 20', 1],
  ] as const)('the number of broken links after %s', async ([sql, count]) => {
    tamper(sql);
    expect(await find('links')).toMatchObject({
      verdict: 'bad',
      detail: `${count} broken links`,
    });
  });

  test.for([
    'UPDATE tenants SET customers = customers + 1 WHERE livemode = 0',
    'UPDATE tenants SET events = events - 1 WHERE livemode = 0',
    'DELETE FROM events WHERE row & 0xFFFFFFFF = 7',
    'UPDATE customers SET row = row + 80 WHERE row & 0xFFFFFFFF = 20',
  ])('a wrong counter after %s', async (sql) => {
    tamper(sql);
    expect(await find('counters')).toMatchObject({
      verdict: 'bad',
      detail: 'wrong for 1 merchants and modes',
    });
  });

  test('that the newest change is ahead of the clock', async () => {
    expect(await find('clock', NOW - 59_000)).toMatchObject({ verdict: 'good' });
    expect(await find('clock', NOW - 61_000)).toEqual({
      what: 'clock',
      verdict: 'odd',
      detail: "the newest change is 61 s ahead of this machine's clock",
    });
  });

  test('overwritten pages, and the results of all other checks', async () => {
    const bytes = readFileSync(path);
    const page = 4096;
    writeFileSync(path, bytes.fill(0xa5, 3 * page, 12 * page));
    const results = await diagnose();
    expect(results).toHaveLength(10);
    expect(results.find(({ what }) => what === 'integrity')).toMatchObject({ verdict: 'bad' });
  });

  test('that the file is not a database', async () => {
    writeFileSync(path, 'My diary. '.repeat(1000));
    expect((await diagnose()).at(-1)).toEqual({
      what: 'database',
      verdict: 'bad',
      detail: `${path} is damaged or not a database; restore a backup, or name a different file.`,
    });
  });
});
