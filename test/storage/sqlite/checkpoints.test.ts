import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { anItem, TenantFixture } from '../conformance/tenant-fixture.ts';

/** Too few for a checkpoint by SQLite, and enough for one by the checkpoint thread. */
const CUSTOMERS = 3000;

test('the checkpoint thread moves committed pages from the log into the database while a server runs', async () => {
  const path = join(tempFolder(), 'test.db');
  const store = await openStore(`sqlite:${path}`, { serving: true });
  onTestFinished(() => store.close());
  const fixture = await TenantFixture.in(store);
  for (let batch = 0; batch < CUSTOMERS / 100; batch += 1) {
    await fixture.batch(Array.from({ length: 100 }, () => anItem()));
  }
  await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(1024 ** 2), { timeout: 10_000 });
  const beside = new Database(path, { readonly: true });
  onTestFinished(() => {
    beside.close();
  });
  expect(beside.prepare('SELECT count(*) FROM customers').pluck().get()).toBe(CUSTOMERS);
});
