import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { openSearchFile } from '../../../src/storage/sqlite/search/search-file.ts';
import { SearchIndexer } from '../../../src/storage/sqlite/search/search-indexer.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

test('the search index follows whoever has changed the most first, and rests when it has followed everybody', async () => {
  const path = join(tempFolder(), 'test.db');
  const store = await openStore(`sqlite:${path}`);
  const [source, index] = [new Database(path, { readonly: true }), openSearchFile(`${path}-search`)];
  onTestFinished(async () => {
    for (const database of [source, index]) database.close();
    await store.close();
  });
  const desks = [await TenantFixture.in(store), await TenantFixture.in(store), await TenantFixture.in(store)];
  for (const [place, fixture] of desks.entries()) {
    for (let changes = 0; changes < ([1, 3, 2][place] ?? 0); changes += 1) await fixture.put();
  }
  const follower = new SearchIndexer(source, index);
  const followed = () => index.prepare('SELECT events FROM followed ORDER BY tenant').pluck().all();
  expect([follower.indexSome(), followed()]).toEqual([true, [3]]);
  expect([follower.indexSome(), followed()]).toEqual([true, [3, 2]]);
  expect([follower.indexSome(), followed()]).toEqual([false, [1, 3, 2]]);
  expect(follower.indexSome()).toBe(false);
  await desks[0]?.put();
  expect([follower.indexSome(), followed()]).toEqual([false, [2, 3, 2]]);
});
