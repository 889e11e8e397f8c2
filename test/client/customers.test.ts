import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/client/api-error.ts';
import { type Client, createClient } from '../../src/client/create-client.ts';
import type { RecordOf } from '../../src/domain/records.ts';
import { TestServer } from '../support/test-server.ts';
import { ScriptedServer } from './scripted-server.ts';

let server: TestServer;
let client: Client;
let counter = 0;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

/** Creates an external id and an email that no other test uses. */
function fresh() {
  counter += 1;
  return { externalId: `PAT ${counter}/ø`, email: `someone.${counter}@example.com` };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('upsert', () => {
  test('returns each outcome with its body', async () => {
    const { externalId, email } = fresh();
    const time = '2026-11-20T09:30:00Z';
    const created = await client.customers.upsert('crm', externalId, { email, external_updated_at: time });
    expect(created).toMatchObject({ outcome: 'created', created: true, data: { email } });

    const unchanged = await client.customers.upsert('crm', externalId, { email, external_updated_at: time });
    expect(unchanged).toMatchObject({ outcome: 'unchanged', created: false });

    const updated = await client.customers.upsert('crm', externalId, { email, name: 'Kari' });
    expect(updated).toMatchObject({
      outcome: 'updated',
      data: { name: 'Kari' },
      warnings: [expect.stringContaining('external_updated_at')],
    });

    const linked = await client.customers.upsert('gym', 'G-1', { email });
    expect(linked).toMatchObject({ outcome: 'linked', warnings: [expect.stringContaining('email')] });

    const stale = await client.customers.upsert('crm', externalId, {
      email,
      external_updated_at: '2026-11-19T00:00:00Z',
    });
    expect(stale).toEqual({
      outcome: 'stale',
      ignored: true,
      reason: 'stale_update',
      stored_timestamp: '2026-11-20T09:30:00.000Z',
      incoming_timestamp: '2026-11-19T00:00:00.000Z',
    });
  });

  test('rejects with the owner of an email in details, whose type the code narrows', async () => {
    const { externalId, email } = fresh();
    await client.customers.upsert('crm', externalId, { email });
    const error = await client.customers.upsert('crm', 'another', { email }).catch((caught) => caught);
    expect(error).toBeInstanceOf(ApiError);
    const refused = error as ApiError;
    expect(refused).toMatchObject({ status: 409, type: 'invalid_request_error', param: 'email' });
    expect(refused.requestId).toMatch(/^req_/);
    if (refused.code !== 'conflict') throw new Error(`It is ${refused.code}.`);
    expect(refused.details).toMatchObject({ source: 'crm', external_id: externalId });
  });
});

test('get and getByExternalId return a customer, and update changes it', async () => {
  const { externalId, email } = fresh();
  const { data } = await client.customers.create({ email, companyName: 'Berg AS' });
  const changed = await client.customers.update(data.id, { companyName: null, name: 'Jonas' });
  expect(changed.data).toMatchObject({ id: data.id, name: 'Jonas' });
  expect(changed.data).not.toHaveProperty('companyName');
  await client.customers.upsert('crm', externalId, { email });
  expect((await client.customers.getByExternalId('CRM', externalId)).data.id).toBe(data.id);
  expect((await client.customers.get(data.id)).data).toMatchObject({ email, name: 'Jonas' });
});

test('customers.list filters and pages, and customers.iterate yields every customer that matches', async () => {
  const source = 'paging';
  const emails: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const { externalId, email } = fresh();
    emails.unshift(email);
    await client.customers.upsert(source, externalId, { email });
  }
  const page = await client.customers.list({ source, limit: 2, offset: 1 });
  expect(page.data.map(({ email }) => email)).toEqual(emails.slice(1, 3));
  expect(page.pagination).toMatchObject({ limit: 2, offset: 1, total: 5, hasMore: true });

  const allCustomers = await all(client.customers.iterate({ source, limit: 2 }));
  expect(allCustomers.map(({ email }) => email)).toEqual(emails);
  const rest = await all(client.customers.iterate({ source, offset: 3 }));
  expect(rest.map(({ email }) => email)).toEqual(emails.slice(3));
  expect(await all(client.customers.iterate({ source: 'nobody' }))).toEqual([]);
});

test('customers.iterate leaves out no customer and repeats none while customers are created, from an offset too', async () => {
  const source = 'walked';
  const emails: string[] = [];
  const create = async () => {
    const { externalId, email } = fresh();
    emails.unshift(email);
    await client.customers.upsert(source, externalId, { email });
  };
  for (let index = 0; index < 7; index += 1) await create();
  for (const offset of [0, 1]) {
    const expected = emails.slice(offset);
    const met: string[] = [];
    for await (const { email } of client.customers.iterate({
      source,
      limit: 2,
      ...(offset > 0 && { offset }),
    })) {
      met.push(email);
      await create();
    }
    expect(met).toEqual(expected);
  }
});

test('customers.iterate begins after a cursor', async () => {
  const source = 'begun';
  for (let index = 0; index < 3; index += 1) {
    await client.customers.upsert(source, fresh().externalId, { email: fresh().email });
  }
  const { data, pagination } = await client.customers.list({ source, limit: 1 });
  const rest = await all(client.customers.iterate({ source, after: pagination.next as string, limit: 1 }));
  expect(rest).toHaveLength(2);
  expect(rest).not.toContainEqual(data[0]);
});

test('customers.iterate reads a server whose pages have no next by offset', async () => {
  const page = (hasMore: boolean) => ({
    status: 200,
    body: { data: [{ id: 'a' }, { id: 'b' }], pagination: { limit: 2, offset: 0, hasMore } },
  });
  const scripted = await ScriptedServer.start(page(true), page(true), page(false));
  const old = createClient({ baseUrl: scripted.url, apiKey: 'any' });
  expect(await all(old.customers.iterate({ limit: 2, offset: 3 }))).toHaveLength(6);
  const offsets = scripted.received.map(({ path }) => new URL(path, 'http://x').searchParams.get('offset'));
  expect(offsets).toEqual(['3', '5', '7']);
  await scripted.stop();
});

test('an iteration that ends early requests no further page', async () => {
  const asked: string[] = [];
  const watched = createClient({
    baseUrl: server.url,
    apiKey: server.key,
    fetch: (request) => {
      asked.push(request.url);
      return fetch(request);
    },
  });
  for await (const _customer of watched.customers.iterate({ limit: 1 })) break;
  expect(asked).toHaveLength(1);
});

test('the records of a customer are paged and iterated by cursor', async () => {
  const { data: customer } = await client.customers.create({ email: fresh().email });
  const payments = [1, 2, 3, 4, 5].map((number): RecordOf['payments'] => ({
    id: `0198c6a0-1f00-7a3c-8e21-00000000000${number}`,
    customer_id: customer.id,
    amount_minor: number * 100,
    currency: 'NOK',
    status: number === 3 ? 'failed' : 'captured',
    payment_method_type: null,
    gateway_transaction_id: null,
    created_at: `2026-11-0${number}T08:00:00.000Z`,
    updated_at: `2026-11-0${number}T08:00:00.000Z`,
  }));
  await server.store.records.put(server.tenant, 'payments', payments);
  const newestFirst = payments.map(({ id }) => id).reverse();

  const list = client.customers.payments(customer.id);
  const first = await list.list({ limit: 2 });
  expect(first).toMatchObject({ object: 'list', has_more: true });
  expect(first.data.map(({ id }) => id)).toEqual(newestFirst.slice(0, 2));
  expect((await all(list.iterate({ limit: 2 }))).map(({ id }) => id)).toEqual(newestFirst);
  const captured = await all(list.iterate({ limit: 1, status: 'captured' }));
  expect(captured).toHaveLength(4);
  const { invoices, subscriptions, orders } = client.customers;
  for (const records of [invoices, subscriptions, orders]) {
    expect((await records(customer.id).list()).data).toEqual([]);
    expect(await all<unknown>(records(customer.id).iterate())).toEqual([]);
  }
});

test('the client accepts a base URL with and without /v2 and a slash, and sends the given request id', async () => {
  for (const ending of ['', '/', '/v2', '/v2/']) {
    const other = createClient({ baseUrl: server.url + ending, apiKey: server.key });
    await expect(other.customers.list({ limit: 1 })).resolves.toHaveProperty('data');
  }
  const missing = client.customers.get(server.tenant.merchantId, { requestId: 'sync-17' });
  await expect(missing).rejects.toMatchObject({ code: 'resource_missing', requestId: 'sync-17' });
});

test('a call with a wrong API key rejects with the reason', async () => {
  const stranger = createClient({ baseUrl: server.url, apiKey: 'rk_sandbox_mistyped' });
  await expect(stranger.customers.list()).rejects.toMatchObject({
    code: 'unauthenticated',
    details: { reason: 'malformed_key' },
  });
});

test('the raw client returns data or error', async () => {
  const { data, error, response } = await client.raw.GET('/v2/customers', {
    params: { query: { limit: 1 } },
  });
  expect(response.headers.get('RevKeen-Version')).toBe('2026-05-01');
  expect(error).toBeUndefined();
  expect(data?.data).toBeInstanceOf(Array);
});
