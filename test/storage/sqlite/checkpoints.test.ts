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

test('a reader that ends lets the checkpoint thread move the rest of the log, without another write or a restart', async () => {
  const path = join(tempFolder(), 'test.db');
  const store = await openStore(`sqlite:${path}`, { serving: true });
  onTestFinished(() => store.close());
  const fixture = await TenantFixture.in(store);
  const reader = new Database(path, { readonly: true });
  onTestFinished(() => void reader.close());
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM customers').get();
  for (let batch = 0; batch < CUSTOMERS / 100; batch += 1) {
    await fixture.batch(Array.from({ length: 100 }, () => anItem()));
  }
  const pendingBytes = async () => (await store.figures()).walBytes;
  expect(await pendingBytes()).toBeGreaterThan(1024 ** 2);
  reader.exec('COMMIT');
  await vi.waitFor(async () => expect(await pendingBytes()).toBe(0), { timeout: 20_000, interval: 100 });
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(1024 ** 2);
});
