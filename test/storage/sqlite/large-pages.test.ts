import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_PAGE_BYTES, takePage } from '../../../src/domain/lists/cursor-page.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { aRecord } from '../../support/records.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

const text = 'x'.repeat(60_000);
/** More customers, events or records of this size than fit into a page. */
const COUNT = 25;

async function aTenant(): Promise<TenantFixture> {
  const store = await openStore(`sqlite:${join(tempFolder(), 'test.db')}`);
  onTestFinished(() => store.close());
  return TenantFixture.in(store);
}

test('a page of large events is read only as far as it can be sent, and the next page begins with the rest', async () => {
  const fixture = await aTenant();
  for (let index = 0; index < COUNT; index += 1) await fixture.put({ patch: { metadata: { text } } });
  const list = (page = {}) => fixture.store.events.list(fixture.tenant, { limit: 100, ...page });
  const first = await list();
  expect(first.hasMore).toBe(true);
  expect(first.items.length).toBeLessThanOrEqual(MAX_PAGE_BYTES / text.length);
  const second = await list({ startingAfter: first.items.at(-1)?.id });
  expect(second.hasMore).toBe(false);
  const all = [...first.items, ...second.items].map(({ sequence }) => sequence);
  expect(all).toEqual(Array.from({ length: COUNT }, (_, index) => COUNT - index));
  const back = await list({ endingBefore: second.items.at(-1)?.id });
  expect(back.items.at(-1)?.sequence).toBe(2);
  expect(back.hasMore).toBe(true);
});

test('a page of large records is read only as far as it can be sent', async () => {
  const fixture = await aTenant();
  const { id } = await fixture.put();
  const records = Array.from({ length: COUNT }, () => aRecord('invoices', id, { invoice_number: text }));
  await fixture.store.records.put(fixture.tenant, 'invoices', records);
  const page = await fixture.store.records.list(fixture.tenant, 'invoices', id, { limit: 100 });
  expect(page.hasMore).toBe(true);
  expect(page.items.length).toBeLessThanOrEqual(MAX_PAGE_BYTES / text.length);
});

test('a page has at least one row, however large, and reads one row more than it has', () => {
  let read = 0;
  const rows = function* () {
    for (;;) {
      read += 1;
      yield 'x'.repeat(MAX_PAGE_BYTES + 1);
    }
  };
  const page = takePage(rows(), 100, ({ length }) => length);
  expect(page.rows).toHaveLength(1);
  expect(page.hasMore).toBe(true);
  expect(read).toBe(2);
});
