import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { openSearchFile } from '../../../src/storage/sqlite/search/search-file.ts';
import { SearchIndexer } from '../../../src/storage/sqlite/search/search-indexer.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

test('the search indexer starts with the tenant with the most pending events, and ends when no events are pending', async () => {
  const path = join(tempFolder(), 'test.db');
  const store = await openStore(`sqlite:${path}`);
  const [source, index] = [new Database(path, { readonly: true }), openSearchFile(`${path}-search`)];
  onTestFinished(async () => {
    for (const database of [source, index]) database.close();
    await store.close();
  });
  const fixtures = [
    await TenantFixture.in(store),
    await TenantFixture.in(store),
    await TenantFixture.in(store),
  ];
  for (const [order, fixture] of fixtures.entries()) {
    for (let changes = 0; changes < ([1, 3, 2][order] ?? 0); changes += 1) await fixture.put();
  }
  const indexer = new SearchIndexer(source, index);
  const positions = () => index.prepare('SELECT events FROM followed ORDER BY tenant').pluck().all();
  expect([indexer.indexSome(), positions()]).toEqual([true, [3]]);
  expect([indexer.indexSome(), positions()]).toEqual([true, [3, 2]]);
  expect([indexer.indexSome(), positions()]).toEqual([false, [1, 3, 2]]);
  expect(indexer.indexSome()).toBe(false);
  await fixtures[0]?.put();
  expect([indexer.indexSome(), positions()]).toEqual([false, [2, 3, 2]]);
});
