import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshNumber } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

interface Page {
  data: { email: string }[];
  pagination: { limit: number; offset: number; total: number; hasMore: boolean; next?: string };
}

/** A new merchant with the given number of customers, the oldest first. */
async function merchantWith(count: number) {
  const key = await server.addKey({ merchantId: await server.addMerchant() });
  const emails = Array.from({ length: count }, (_, index) => `${index}.of.${freshNumber()}@example.com`);
  for (const email of emails) await server.as(key).post('/v2/customers').send({ email });
  const list = async (query: object = {}) =>
    (await server.as(key).get('/v2/customers').query(query)).body as Page;
  return { emails, list, key };
}

describe('a list', () => {
  test('without customers is empty', async () => {
    const { list } = await merchantWith(0);
    const nobody = { data: [], pagination: { limit: 20, offset: 0, total: 0, hasMore: false } };
    expect(await list()).toEqual(nobody);
    expect(await list({ search: 'anybody' })).toEqual(nobody);
    expect(await list({ offset: 7 })).toMatchObject({
      data: [],
      pagination: { offset: 7, total: 0, hasMore: false },
    });
  });

  test('has the newest first, and 20 customers by default', async () => {
    const { emails, list } = await merchantWith(21);
    const { data, pagination } = await list();
    expect(data.map(({ email }) => email)).toEqual(emails.toReversed().slice(0, 20));
    expect(pagination).toEqual({ limit: 20, offset: 0, total: 21, hasMore: true, next: expect.any(String) });
  });

  test('continues after the next of each page, with offset 0, and the last page has none', async () => {
    const { emails, list } = await merchantWith(7);
    for (const filter of [{}, { search: 'example' }, { updated_since: '2000-01-01T00:00:00Z' }]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const { data, pagination } = await list({ ...filter, limit: 3, ...(after && { after }) });
        seen.push(...data.map(({ email }) => email));
        const hasMore = seen.length < 7;
        expect(pagination).toMatchObject({ limit: 3, offset: 0, total: 7, hasMore });
        after = pagination.next;
      } while (after !== undefined);
      expect(seen).toEqual(emails.toReversed());
    }
  });

  test.each([
    ['nonsense', { after: 'nonsense' }, 'must be pagination.next of an earlier page'],
    ['the id of no customer', { after: 'A'.repeat(22) }, 'must be pagination.next of an earlier page'],
    [
      'given together with an offset',
      { after: 'A'.repeat(22), offset: 1 },
      'cannot be given together with an offset',
    ],
    ['given twice', 'after=a&after=b', 'is given more than once; send it once'],
  ])('refuses an after that is %s', async (_title, query, reason) => {
    const { status, body } = await server.as().get('/v2/customers').query(query);
    expect([status, body.error.param]).toEqual([400, 'after']);
    expect(body.error.details.fields.after).toEqual([reason]);
  });

  test('has every customer on exactly one page, whatever the size of the pages', async () => {
    const { emails, list } = await merchantWith(7);
    for (const filter of [{}, { search: 'example' }, { updated_since: '2000-01-01T00:00:00Z' }]) {
      for (const limit of [1, 2, 3, 7, 8]) {
        const seen: string[] = [];
        for (let offset = 0; ; offset += limit) {
          const { data, pagination } = await list({ ...filter, limit, offset });
          seen.push(...data.map(({ email }) => email));
          const hasMore = seen.length < 7;
          const next = hasMore && { next: expect.stringMatching(/^[\w-]{22}$/) };
          expect(pagination).toEqual({ limit, offset, total: 7, hasMore, ...next });
          if (!pagination.hasMore) break;
        }
        expect(seen).toEqual(emails.toReversed());
      }
    }
  });

  test.each([
    [100, 100],
    [101, 100],
    [1_000_000, 100],
  ])('of limit %i has a limit of %i', async (limit, used) => {
    const { list } = await merchantWith(1);
    expect((await list({ limit })).pagination.limit).toBe(used);
  });

  test('has at most 100 customers', async () => {
    const { list } = await merchantWith(101);
    const { data, pagination } = await list({ limit: 500 });
    expect(data).toHaveLength(100);
    expect(pagination).toEqual({
      limit: 100,
      offset: 0,
      total: 101,
      hasMore: true,
      next: expect.any(String),
    });
  });

  test('is empty after the last customer, at any offset', async () => {
    const { list } = await merchantWith(3);
    for (const offset of [3, 4, 1_000_000, Number.MAX_SAFE_INTEGER]) {
      for (const filter of [{}, { search: 'example' }]) {
        const { data, pagination } = await list({ ...filter, offset });
        expect(data).toEqual([]);
        expect(pagination).toEqual({ limit: 20, offset, total: 3, hasMore: false });
      }
    }
  });

  test('keeps its order if a customer changes', async () => {
    const { emails, list, key } = await merchantWith(3);
    const { data } = (await server.as(key).get('/v2/customers')).body;
    server.now += 1000;
    await server.as(key).patch(`/v2/customers/${data[2].id}`).send({ name: 'Changed' });
    expect((await list()).data.map(({ email }) => email)).toEqual(emails.toReversed());
  });
});

describe('the filters', () => {
  test('find by email, source, external id and time, and combine', async () => {
    const key = await server.addKey({ merchantId: await server.addMerchant() });
    const put = (source: string, id: string, email: string) =>
      server.as(key).put(`/v2/customers/external/${source}/${id}`).send({ email });
    await put('clinic', '1', 'kari@example.com');
    await put('gym', '1', 'ola@example.com');
    await put('gym', '2', 'kari@example.com');
    server.now += 60_000;
    await put('shop', '1', 'per@example.com');
    const later = new Date(server.now).toISOString();
    const found = async (query: object) =>
      (await server.as(key).get('/v2/customers').query(query)).body.data
        .map(({ email }: { email: string }) => email[0])
        .join('');

    expect(await found({ email: 'KARI@Example.com' })).toBe('k');
    expect(await found({ email: 'kari@example' })).toBe('');
    expect(await found({ source: 'gym' })).toBe('ok');
    expect(await found({ source: 'GYM' })).toBe('ok');
    expect(await found({ source: 'bank' })).toBe('');
    expect(await found({ external_id: '1' })).toBe('pok');
    expect(await found({ external_id: '1', source: 'Gym' })).toBe('o');
    expect(await found({ external_id: '2', source: 'clinic' })).toBe('');
    expect(await found({ updated_since: later })).toBe('p');
    expect(await found({ updated_since: later, source: 'gym' })).toBe('');
    expect(await found({ search: 'example', source: 'gym', external_id: '1' })).toBe('o');
    expect(await found({ search: 'k', email: 'kari@example.com', source: 'clinic', external_id: '1' })).toBe(
      'k',
    );
    expect(await found({ search: 'ola', email: 'kari@example.com' })).toBe('');
    expect(await found({ search: '' })).toBe('pok');
    expect(await found({ search: '  ' })).toBe('pok');
  });

  test('find the new value of a change at once, and no longer the old one', async () => {
    const key = await server.addKey({ merchantId: await server.addMerchant() });
    const { body } = await server
      .as(key)
      .post('/v2/customers')
      .send({ email: 'before@example.com', name: 'Before' });
    await server
      .as(key)
      .patch(`/v2/customers/${body.data.id}`)
      .send({ email: 'after@example.com', name: null, phone: '77' });
    const total = async (query: object) =>
      (await server.as(key).get('/v2/customers').query(query)).body.pagination.total;
    for (const query of [{ search: 'before' }, { search: 'be' }, { email: 'before@example.com' }])
      expect(await total(query)).toBe(0);
    for (const query of [
      { search: 'after' },
      { search: 'af' },
      { search: '77' },
      { email: 'after@example.com' },
    ]) {
      expect(await total(query)).toBe(1);
    }
  });
});
