import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mode } from '../../src/domain/tenant.ts';
import { aRecord } from '../support/records.ts';
import { TestServer } from '../support/test-server.ts';

const EMAIL = 'kari@example.com';
const PATH = '/v2/customers/external/practicehub/PAT-1';

interface TenantSetup {
  readonly name: string;
  readonly mode: Mode;
  readonly merchantId: string;
  readonly key: string;
  readonly id: string;
  readonly record: { readonly id: string };
}

let server: TestServer;
let worlds: TenantSetup[];

/** Two merchants in two modes, with customers of the same email, source and external id. */
beforeAll(async () => {
  server = await TestServer.start();
  const merchants = [server.tenant.merchantId, await server.addMerchant()];
  const tenants = merchants.flatMap((merchantId) =>
    (['sandbox', 'live'] as const).map((mode) => ({ merchantId, mode })),
  );
  worlds = [];
  for (const [index, tenant] of tenants.entries()) {
    const name = `World ${'QXYZ'[index]}`;
    const key = await server.addKey(tenant);
    const { status, body } = await server
      .as(key)
      .put(PATH)
      .send({ email: EMAIL, name, external_updated_at: `202${index}-01-01T00:00:00Z` });
    expect(status).toBe(201);
    const record = aRecord('invoices', body.data.id);
    await server.store.records.put(tenant, 'invoices', [record]);
    worlds.push({ ...tenant, name, key, id: body.data.id, record });
  }
});
afterAll(() => server.stop());

/** Runs a function for each pair of different tenants. */
async function forEachPair(check: (mine: TenantSetup, theirs: TenantSetup) => Promise<void>) {
  for (const mine of worlds) {
    for (const theirs of worlds) if (mine !== theirs) await check(mine, theirs);
  }
}

describe('data of two merchants and two modes is isolated', () => {
  test('by reference: each tenant reads its own customer', async () => {
    for (const { key, id, name, merchantId } of worlds) {
      expect((await server.as(key).get(PATH)).body.data).toMatchObject({ id, name, merchantId });
    }
    expect(new Set(worlds.map(({ id }) => id)).size).toBe(4);
  });

  test('by id: no tenant reads or changes a customer, or its records, of another', async () => {
    await forEachPair(async (mine, theirs) => {
      const as = server.as(mine.key);
      expect((await as.get(`/v2/customers/${theirs.id}`)).status).toBe(404);
      expect((await as.patch(`/v2/customers/${theirs.id}`).send({ name: 'Stolen' })).status).toBe(404);
      expect((await as.get(`/v2/customers/${theirs.id}/invoices`)).status).toBe(404);
      const asked = as.get(`/v2/customers/${mine.id}/invoices`).query({ starting_after: theirs.record.id });
      expect((await asked).status).toBe(400);
    });
    for (const { key, id, name } of worlds)
      expect((await server.as(key).get(`/v2/customers/${id}`)).body.data.name).toBe(name);
  });

  test.each([
    {},
    { search: 'World' },
    { search: 'kari@' },
    { search: 'pat-1' },
    { search: 'wo' },
    { search: 'k' },
    { email: EMAIL },
    { source: 'practicehub' },
    { external_id: 'PAT-1' },
    {
      source: 'practicehub',
      external_id: 'PAT-1',
      email: EMAIL,
      search: 'world',
      updated_since: '2000-01-01T00:00:00Z',
    },
    { updated_since: '2000-01-01T00:00:00Z' },
  ])('in a list: %j finds one customer, the own', async (query) => {
    for (const { key, id } of worlds) {
      const { body } = await server.as(key).get('/v2/customers').query(query);
      expect(body.data.map((customer: { id: string }) => customer.id)).toEqual([id]);
      expect(body.pagination).toMatchObject({ total: 1, hasMore: false });
    }
  });

  test("in a search: no search finds another tenant's customer", async () => {
    await forEachPair(async (mine, theirs) => {
      for (const search of [theirs.name, theirs.name.slice(-1)]) {
        expect((await server.as(mine.key).get('/v2/customers').query({ search })).body.data).toEqual([]);
      }
    });
  });

  test('in the stale rule: each tenant has its own timestamps', async () => {
    for (const [index, { key, name }] of worlds.entries()) {
      const { body } = await server
        .as(key)
        .put(PATH)
        .send({ email: EMAIL, name, external_updated_at: '2019-01-01T00:00:00Z' });
      expect(body.stored_timestamp).toBe(`202${index}-01-01T00:00:00.000Z`);
    }
  });

  test('in an error: a used email names the customer of the same tenant', async () => {
    for (const { key, id } of worlds) {
      for (const answer of [
        await server.as(key).post('/v2/customers').send({ email: EMAIL }),
        await server.as(key).put('/v2/customers/external/practicehub/PAT-2').send({ email: EMAIL }),
      ]) {
        expect(answer.status).toBe(409);
        expect(answer.body.error.details.customer_id).toBe(id);
      }
    }
  });

  test('in an email: an email of another tenant is free', async () => {
    for (const { key } of worlds) {
      const created = await server.as(key).post('/v2/customers').send({ email: 'free@example.com' });
      expect(created.status).toBe(201);
      const linked = await server
        .as(key)
        .put('/v2/customers/external/wodify/7')
        .send({ email: 'free@example.com' });
      expect(linked.body.data.id).toBe(created.body.data.id);
    }
  });

  test('in a record: all four tenants may use the same id', async () => {
    const shared = '0198c6a0-1f00-7a3c-8e21-0b1c2d3e4f50';
    for (const [index, { id, ...tenant }] of worlds.entries()) {
      await server.store.records.put(tenant, 'payments', [
        aRecord('payments', id, { id: shared, amount_minor: index }),
      ]);
    }
    for (const [index, { key, id }] of worlds.entries()) {
      const { body } = await server.as(key).get(`/v2/customers/${id}/payments`);
      expect(body.data).toMatchObject([{ id: shared, amount_minor: index }]);
    }
  });
});
