import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordKind } from '../../src/domain/records.ts';
import { freshEmail } from '../support/fresh.ts';
import { aRecord } from '../support/records.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

interface Slice {
  object: string;
  data: { id: string; status: string }[];
  has_more: boolean;
}

const newCustomer = async () =>
  (await server.as().post('/v2/customers').send({ email: freshEmail() })).body.data.id as string;

const ask = (kind: string, customerId: string, query: object = {}) =>
  server.as().get(`/v2/customers/${customerId}/${kind}`).query(query);

/** A customer with the given number of records, the oldest first; every second one has the time of the one before. */
async function withRecords(kind: RecordKind, count: number) {
  const customerId = await newCustomer();
  const records = Array.from({ length: count }, (_, index) => {
    const created_at = new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 2))).toISOString();
    return aRecord(kind, customerId, { created_at });
  });
  await server.store.records.put(server.tenant, kind, records);
  const newestFirst = records.map(({ id }) => id).toReversed();
  const page = async (query: object = {}) => {
    const { data, has_more } = (await ask(kind, customerId, query)).body as Slice;
    return { ids: data.map(({ id }) => id), has_more };
  };
  return { customerId, records, newestFirst, page };
}

describe.each(['invoices', 'subscriptions', 'orders', 'payments'] as const)('the list of %s', (kind) => {
  test('returns records as stored, with null fields', async () => {
    const { customerId, records } = await withRecords(kind, 1);
    const { status, body } = await ask(kind, customerId);
    expect(status).toBe(200);
    expect(body).toEqual({ object: 'list', data: records, has_more: false });
  });

  test('is empty for a customer without records', async () => {
    expect((await ask(kind, await newCustomer())).body).toEqual({
      object: 'list',
      data: [],
      has_more: false,
    });
  });

  test('has the newest first, 20 by default and at most 100', async () => {
    const { newestFirst, page } = await withRecords(kind, 101);
    expect(await page()).toEqual({ ids: newestFirst.slice(0, 20), has_more: true });
    expect(await page({ limit: 100 })).toEqual({ ids: newestFirst.slice(0, 100), has_more: true });
    expect(await page({ limit: 5000 })).toEqual({ ids: newestFirst.slice(0, 100), has_more: true });
  });

  test('has pages in both directions with each record once', async () => {
    const { newestFirst, page } = await withRecords(kind, 7);
    for (const limit of [1, 2, 3, 6, 7, 8]) {
      const down: string[] = [];
      for (let more = true; more; ) {
        const slice = await page({ limit, ...(down.length > 0 && { starting_after: down.at(-1) }) });
        down.push(...slice.ids);
        more = slice.has_more;
      }
      expect(down).toEqual(newestFirst);
      const up = [newestFirst.at(-1) as string];
      for (let more = true; more; ) {
        const slice = await page({ limit, ending_before: up[0] });
        up.unshift(...slice.ids);
        more = slice.has_more;
      }
      expect(up).toEqual(newestFirst);
    }
  });

  test('ends at both sides', async () => {
    const { newestFirst, page } = await withRecords(kind, 2);
    expect(await page({ starting_after: newestFirst[1] })).toEqual({ ids: [], has_more: false });
    expect(await page({ ending_before: newestFirst[0] })).toEqual({ ids: [], has_more: false });
  });

  test('rejects two cursors in one query', async () => {
    const { customerId, newestFirst } = await withRecords(kind, 2);
    const [one, other] = newestFirst;
    const { status, body } = await ask(kind, customerId, { starting_after: one, ending_before: other });
    expect(status).toBe(400);
    expect(body.error.param).toBe('ending_before');
  });

  test('rejects a cursor of another list', async () => {
    const { customerId } = await withRecords(kind, 1);
    const another = await withRecords(kind, 1);
    const otherKind = kind === 'orders' ? 'payments' : 'orders';
    const ofAnotherKind = aRecord(otherKind, customerId);
    await server.store.records.put(server.tenant, otherKind, [ofAnotherKind]);
    for (const cursor of [another.newestFirst[0], ofAnotherKind.id, customerId]) {
      for (const param of ['starting_after', 'ending_before']) {
        const { status, body } = await ask(kind, customerId, { [param]: cursor });
        expect(status).toBe(400);
        expect(body.error).toMatchObject({
          param,
          message: `${param} must be the id of an item in this list`,
        });
      }
    }
    expect((await ask(kind, customerId, { starting_after: 'in_1' })).body.error.message).toBe(
      'starting_after must be a UUID',
    );
  });

  test('accepts a cursor and a customer id in any case', async () => {
    const customerId = await newCustomer();
    const older = aRecord(kind, customerId, { created_at: '2025-01-01T00:00:00.000Z' });
    const newer = aRecord(kind, customerId.toUpperCase());
    const shouted = { ...newer, id: newer.id.toUpperCase() };
    await server.store.records.put(server.tenant, kind, [older, shouted]);
    for (const cursor of [shouted.id, newer.id]) {
      const { body } = await ask(kind, customerId.toUpperCase(), { starting_after: cursor });
      expect(body.data).toEqual([older]);
    }
  });

  test('returns 404 for an unknown customer', async () => {
    const { status, body } = await ask(kind, '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10');
    expect(status).toBe(404);
    expect(body.error.code).toBe('resource_missing');
    expect((await ask(kind, 'cus_1')).body.error).toMatchObject({
      param: 'customerId',
      message: 'customerId must be a UUID',
    });
    expect((await server.as().get(`/v2/customers//${kind}`)).status).toBe(400);
  });

  test('does not contain records of other tenants', async () => {
    const { customerId } = await withRecords(kind, 2);
    const other = await withRecords(kind, 3);
    expect((await ask(kind, customerId)).body.data).toHaveLength(2);
    expect((await other.page()).ids).toHaveLength(3);
  });
});

describe.each([
  ['subscriptions', ['active', 'canceled', 'past_due', 'trialing', 'paused']],
  ['orders', ['pending', 'paid', 'fulfilled', 'canceled']],
  ['payments', ['pending', 'authorized', 'captured', 'failed', 'voided', 'refunded']],
] as const)('the status of %s', (kind, statuses) => {
  test('filters the list, and pages continue within the filter', async () => {
    const customerId = await newCustomer();
    const records = [...statuses, ...statuses, ...statuses].map((status, index) =>
      aRecord(kind, customerId, { status, created_at: new Date(Date.UTC(2026, 0, index + 1)).toISOString() }),
    );
    await server.store.records.put(server.tenant, kind, records);
    for (const status of statuses) {
      const expected = records.filter((record) => record.status === status).toReversed();
      const first = (await ask(kind, customerId, { status, limit: 2 })).body;
      expect(first).toEqual({ object: 'list', data: expected.slice(0, 2), has_more: true });
      const second = (await ask(kind, customerId, { status, limit: 2, starting_after: first.data[1].id }))
        .body;
      expect(second).toEqual({ object: 'list', data: expected.slice(2), has_more: false });
      const back = (await ask(kind, customerId, { status, limit: 1, ending_before: expected[2]?.id })).body;
      expect(back).toEqual({ object: 'list', data: expected.slice(1, 2), has_more: true });
    }
  });

  test('must be a known status', async () => {
    const { status, body } = await ask(kind, await newCustomer(), { status: 'lost' });
    expect(status).toBe(400);
    expect(body.error.message).toBe(`status must be one of ${statuses.join(', ')}`);
  });
});

test('invoices have no filter by status', async () => {
  const { status, body } = await ask('invoices', await newCustomer(), { status: 'open' });
  expect(status).toBe(400);
  expect(body.error.message).toBe('status is not a parameter of this operation');
});
