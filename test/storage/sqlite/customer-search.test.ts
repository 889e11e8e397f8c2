import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openMaintenance } from '../../../src/storage/open-maintenance.ts';
import { openStore, type StoreOptions } from '../../../src/storage/open-store.ts';
import { SearchBesideFile } from '../../../src/storage/sqlite/search/customer-search.ts';
import { tenantNumber } from '../../../src/storage/sqlite/tenants.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

let path: string;
let index: string;
beforeEach(() => {
  path = join(tempFolder(), 'test.db');
  index = `${path}-search`;
});

async function open(options?: StoreOptions, url = `sqlite:${path}`) {
  const store = await openStore(url, options);
  onTestFinished(() => store.close());
  return store;
}

const named = (name: string) => ({ patch: { name } });

async function findNames(fixture: TenantFixture, search: string): Promise<(string | undefined)[]> {
  const { items } = await fixture.list({ search, limit: 10, offset: 0 });
  return items.map(({ fields }) => fields.name);
}

async function diagnose() {
  const findings = await openMaintenance(`sqlite:${path}`).diagnose(Date.now());
  return findings.find(({ what }) => what === 'search');
}

/** A closed database with two customers and a search index. */
async function closedDatabase(): Promise<TenantFixture> {
  const store = await openStore(`sqlite:${path}`);
  const fixture = await TenantFixture.in(store);
  for (const name of ['Ada Byron', 'Ada Yonath']) await fixture.put(named(name));
  await findNames(fixture, 'ada');
  await store.close();
  return fixture;
}

/** Changes the index with another connection, which skips the checks of upsertd. */
function tamper(sql: string): void {
  const database = new Database(index);
  database.exec(sql);
  database.close();
}

test('a search of a small tenant does not wait until the index of a large tenant is complete', async () => {
  const store = await open();
  const large = await TenantFixture.in(store);
  const small = await TenantFixture.in(store);
  await Promise.all(Array.from({ length: 10_000 }, () => large.put(named('Ada'))));
  await small.put(named('Grace'));
  const ended: string[] = [];
  const search = async (name: string, fixture: TenantFixture) => {
    await findNames(fixture, 'ada');
    ended.push(name);
  };
  await Promise.all([search('large', large), search('small', small)]);
  expect(ended).toEqual(['small', 'large']);
});

describe('the search index', () => {
  test('is a file beside the database that only its owner can read, and the first search creates it', async () => {
    const fixture = await TenantFixture.in(await open());
    await fixture.put(named('Ada Byron'));
    expect(existsSync(index)).toBe(false);
    expect(await findNames(fixture, 'byron')).toEqual(['Ada Byron']);
    expect(statSync(index).mode & 0o777).toBe(0o600);
  });

  test('is updated after the writes of a server, without a search', async () => {
    const fixture = await TenantFixture.in(await open({ serving: true }));
    await fixture.put();
    await vi.waitFor(async () => expect(await diagnose()).toMatchObject({ detail: '1 customers indexed' }), {
      timeout: 10_000,
    });
  });

  test('works for a database in memory', async () => {
    const fixture = await TenantFixture.in(await open({}, 'sqlite::memory:'));
    const { id } = await fixture.put(named('Ada Byron'));
    expect(await findNames(fixture, 'byron')).toEqual(['Ada Byron']);
    await fixture.update(id, { name: 'Ada Lovelace' });
    expect(await findNames(fixture, 'byron')).toEqual([]);
    expect(await findNames(fixture, 'lo')).toEqual(['Ada Lovelace']);
  });

  test('includes many events in several steps', async () => {
    const fixture = await TenantFixture.in(await open());
    for (let batch = 0; batch < 5; batch += 1) {
      await Promise.all(Array.from({ length: 900 }, () => fixture.put(named('Many'))));
    }
    const { total } = await fixture.list({ search: 'many', limit: 1, offset: 0 });
    expect(total).toBe(4500);
  });

  test('makes searches unavailable while it is far behind, and catches up meanwhile', async () => {
    const fixture = await TenantFixture.in(await open());
    await fixture.put(named('Ada Byron'));
    const search = new SearchBesideFile(path, 0);
    onTestFinished(() => search.close());
    const key = { merchantId: fixture.tenant.merchantId, tenant: tenantNumber(1, fixture.tenant.mode) };
    const page = () => search.page(key, { search: 'byron', limit: 10, offset: 0 });
    await expect(page()).rejects.toMatchObject({ code: 'unavailable' });
    await vi.waitFor(async () => expect(await diagnose()).toMatchObject({ detail: '1 customers indexed' }), {
      timeout: 10_000,
    });
  });

  test('is created again after it was deleted', async () => {
    const { tenant } = await closedDatabase();
    rmSync(index);
    expect(await findNames(new TenantFixture(await open(), tenant), 'byron')).toEqual(['Ada Byron']);
  });

  test('is created again if it is damaged', async () => {
    const { tenant } = await closedDatabase();
    writeFileSync(index, readFileSync(index).fill(0xa5, 0, 200));
    expect(await findNames(new TenantFixture(await open(), tenant), 'byron')).toEqual(['Ada Byron']);
  });

  test.for([
    ['an earlier', 'PRAGMA user_version = 1; CREATE VIRTUAL TABLE customer_words USING fts5 (beginnings)'],
    ['a later', 'PRAGMA user_version = 99'],
  ] as const)('is created again if %s version created it', async ([, sql]) => {
    const { tenant } = await closedDatabase();
    tamper(`DROP TABLE customer_tokens; DROP TABLE customer_text; ${sql};
      CREATE VIRTUAL TABLE customer_text USING fts5 (text);
      INSERT INTO customer_text VALUES ('${'Byron '.repeat(100_000)}')`);
    const sizeBefore = statSync(index).size;
    expect(await findNames(new TenantFixture(await open(), tenant), 'by')).toEqual(['Ada Byron']);
    expect(statSync(index).size).toBeLessThan(sizeBefore);
  });

  test('is created again if it belongs to another database', async () => {
    await closedDatabase();
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    const fixture = await TenantFixture.in(await open());
    for (const name of ['Bob Byron', 'Carl Byron', 'Dora Byron']) await fixture.put(named(name));
    expect(await findNames(fixture, 'ada')).toEqual([]);
    expect(await findNames(fixture, 'byron')).toHaveLength(3);
  });

  test('does not replace the file of another program, and writes and lists without a search work', async () => {
    const diary = new Database(index);
    diary.exec('CREATE TABLE diary (page TEXT)');
    diary.close();
    const before = readFileSync(index);
    const fixture = await TenantFixture.in(await open({ serving: true }));
    const { id } = await fixture.put();
    await expect(findNames(fixture, 'ada')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await fixture.find(id)).toMatchObject({ id });
    expect(readFileSync(index).subarray(100)).toEqual(before.subarray(100));
  });

  test('works again as soon as its file is writable again', async () => {
    const fixture = await TenantFixture.in(await open());
    await fixture.put(named('Ada Byron'));
    mkdirSync(index);
    await expect(findNames(fixture, 'ada')).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: expect.stringMatching(/^SQLITE_CANTOPEN/) },
    });
    rmSync(index, { recursive: true });
    expect(await findNames(fixture, 'ada')).toEqual(['Ada Byron']);
  });
});

describe('the check of the search index reports', () => {
  test('that no index exists yet', async () => {
    await (await open()).close();
    expect(await diagnose()).toMatchObject({
      verdict: 'good',
      detail: 'no index yet; the first search creates it',
    });
  });

  test('that no index exists yet if a power cut left an empty file, which the next search fills', async () => {
    const { tenant } = await closedDatabase();
    writeFileSync(index, '');
    expect(await diagnose()).toMatchObject({
      verdict: 'good',
      detail: 'no index yet; the first search creates it',
    });
    expect(await findNames(new TenantFixture(await open(), tenant), 'byron')).toEqual(['Ada Byron']);
  });

  test('the number of changes that it lacks', async () => {
    const { tenant } = await closedDatabase();
    const fixture = new TenantFixture(await open(), tenant);
    for (const name of ['Bob', 'Carl']) await fixture.put(named(name));
    expect(await diagnose()).toEqual({
      what: 'search',
      verdict: 'good',
      detail: '2 changes to index; the next search waits for them',
    });
  });

  test.for([
    ['text', 'DELETE FROM customer_text WHERE row = (SELECT max(row) FROM customer_text)'],
    [
      'tokens',
      `INSERT INTO customer_tokens (customer_tokens, rowid, tokens)
         SELECT 'delete', max(row), 'tenant' || (SELECT tenant FROM followed) FROM customer_text`,
    ],
  ] as const)('that the %s of a customer is missing', async ([, sql]) => {
    await closedDatabase();
    tamper(sql);
    expect(await diagnose()).toMatchObject({
      verdict: 'bad',
      detail: expect.stringMatching(
        /^2 customers, but (1 and 2|2 and 1) entries; stop the server and delete .*-search; the next search creates it again$/,
      ),
    });
  });

  test('that it is damaged', async () => {
    await closedDatabase();
    writeFileSync(index, 'My diary. '.repeat(1000));
    expect(await diagnose()).toMatchObject({
      verdict: 'bad',
      detail: expect.stringContaining('creates it again'),
    });
  });
});
