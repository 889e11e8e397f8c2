import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { CustomerListQuery } from '../../src/domain/store/store.ts';
import type { Tenant } from '../../src/domain/tenant.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { searchPaths } from '../../src/storage/sqlite/search/search-thread.ts';
import { openServerStore, type ServerStore, withInlineWriter } from '../../src/writer/open-server-store.ts';
import { ReaderThread } from '../../src/writer/reader-thread.ts';
import { createResponseOptions } from '../../src/writes/response-options.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { addMerchant } from '../support/tenants.ts';

const responseOptions = createResponseOptions(loadContract(), 'both');
/** The number of matches from which on a list by a filter is long, and more. */
const MANY = 600;
const LARGE = 12;

let store: ServerStore;
/** Reads the same file in this thread. */
let inline: ServerStore;
/** A tenant with many customers of one source. */
let many: Tenant;
/** A tenant with few customers, whose page is large. */
let large: Tenant;

beforeAll(async () => {
  const url = `sqlite:${join(tempFolder(afterAll), 'test.db')}`;
  store = await openServerStore(url, { responseOptions });
  inline = withInlineWriter(await openStore(url), responseOptions);
  many = { merchantId: await addMerchant(store), mode: 'sandbox' };
  large = { merchantId: await addMerchant(store), mode: 'sandbox' };
  await Promise.all(Array.from({ length: MANY }, (_, index) => upsert(many, `${index}`)));
  const metadata = { text: 'ø'.repeat(30_000) };
  for (let index = 0; index < LARGE; index += 1) await upsert(large, `${index}`, { metadata });
});
afterAll(async () => {
  await inline.close();
  await store.close();
});

const upsert = (tenant: Tenant, externalId: string, patch = {}) =>
  store.executeWrite({
    type: 'upsert',
    tenant,
    command: {
      reference: { source: 'crm', externalId },
      email: `${externalId}@example.com`,
      patch: { name: `Kari ${externalId}`, ...patch },
      id: uuidV7(),
      now: Date.parse('2026-01-01T00:00:00Z') + Number(externalId),
    },
    warnings: [],
    requestId: 'req_1',
    idempotencyKey: null,
    idempotency: null,
    isStored: false,
  });

const read = (tenant: Tenant, query: Partial<CustomerListQuery>, from = store) =>
  from.readCustomerPage(tenant, { limit: 100, offset: 0, ...query });

describe('a page of customers of a database file', () => {
  test.each<[string, () => Tenant, Partial<CustomerListQuery>]>([
    ['that is large', () => large, {}],
    ['that is large, by a filter with few matches', () => large, { source: 'crm' }],
    ['by a source with many customers', () => many, { source: 'crm', offset: MANY - 10 }],
    ['by a time after which many customers changed', () => many, { updatedSince: 0, limit: 5 }],
    ['by a search', () => many, { search: 'kari' }],
    ['by a search and a source', () => many, { search: 'kari 5', source: 'crm' }],
  ])('%s is read and rendered by the reader thread, as this thread would', async (_title, tenant, query) => {
    const { body } = await read(tenant(), query);
    expect(body).toBeInstanceOf(Buffer);
    const expected = await read(tenant(), query, inline);
    expect(JSON.parse(body.toString())).toEqual(JSON.parse(expected.body.toString()));
    expect(JSON.parse(body.toString()).data.length).toBeGreaterThan(0);
  });

  test.each<[string, () => Tenant, Partial<CustomerListQuery>]>([
    ['of customers that are not large, at any offset', () => many, { offset: 550 }],
    ['by an external id', () => many, { externalId: '7' }],
    ['by an email', () => many, { emailFolded: '7@example.com' }],
    [
      'by a time after which few customers changed',
      () => many,
      { updatedSince: Date.parse('2026-01-01T00:00:00.590Z') },
    ],
    ['of one large customer', () => large, { limit: 1 }],
  ])('%s is read in this thread, which takes less time', async (_title, tenant, query) => {
    expect(typeof (await read(tenant(), query)).body).toBe('string');
  });

  test('that is large leaves the event loop of this thread free until its bytes have arrived', async () => {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    const reading = read(large, {});
    count();
    await reading;
    isOver = true;
    expect(turns).toBeGreaterThan(LARGE);
  });

  test('that the reader thread reads contains each write that was acknowledged before', async () => {
    for (const name of ['Ada', 'Grace', 'Edsger']) {
      await upsert(large, '0', { name });
      const { body } = await read(large, {});
      expect(body.toString()).toContain(`"name":"${name}"`);
    }
  });

  test('by a search with an invalid cursor is refused with the Problem of the reader thread', async () => {
    await expect(read(many, { search: 'kari', after: uuidV7() })).rejects.toMatchObject({
      name: 'Problem',
      code: 'invalid_request',
    });
  });

  test('that waits for the reader thread is not read if the client has left', async () => {
    const query = { limit: 100, offset: 0, search: 'kari' };
    const reading = Array.from({ length: 3 }, () => store.readCustomerPage(many, query));
    let asked = 0;
    const left = store.readCustomerPage(many, query, () => {
      asked += 1;
      return false;
    });
    await expect(left).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toBe(1);
    await Promise.all(reading);
  });

  test('that the console lists consists of the same customers, although they are large', async () => {
    const query = { limit: 100, offset: 0 };
    expect(await store.customers.list(large, query)).toEqual(await inline.customers.list(large, query));
  });
});

test('a list is refused if the disk does not respond in time, and so is each later list until it responds', async () => {
  // Opening a named pipe takes until its other end is open, like a file on a disk that hangs.
  const path = join(tempFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = new ReaderThread({ paths: searchPaths(path), casing: 'both' }, 1000);
  const list = (tenant: number) =>
    reader.page({ scope: { tenant, merchantId: 'm' }, query: { limit: 1, offset: 0 }, mayBeBehind: false });
  const unavailable = { code: 'unavailable' };
  await Promise.all([1, 2, 2].map((tenant) => expect(list(tenant)).rejects.toMatchObject(unavailable)));
  await expect(list(3)).rejects.toMatchObject(unavailable);
  const otherEnd = openSync(path, 'r+');
  // The thread reads the pipe now, which is no database.
  const refusal = () => list(1).catch((error) => error instanceof Problem);
  await expect.poll(refusal, { timeout: 20_000 }).toBe(false);
  await reader.close();
  closeSync(otherEnd);
});
