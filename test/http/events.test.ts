import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const put = (path: string, body: object) => server.as().put(path).send(body);
const events = async (query = '', key = server.key) =>
  (await server.as(key).get(`/v2/events${query}`)).body.data;
const newest = async () => (await events('?limit=1'))[0];

describe('an event', () => {
  test('of a creation has upstream’s shape, and the customer in snake_case', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    const { body } = await server
      .as()
      .put(path)
      .set('Idempotency-Key', 'event-key')
      .set('X-Request-Id', 'event-request')
      .send({
        email,
        name: 'Kari',
        address_line1: 'Storgata',
        metadata: { camelCase: { innerKey: 1 } },
        custom_fields: { shirtSize: 'M' },
        external_updated_at: '2026-11-20T10:00:00Z',
      });
    const time = new Date(server.now).toISOString();
    const externalId = path.split('/').at(-1);
    expect(await newest()).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/),
      object: 'event',
      type: 'customer.created',
      data: {
        object: {
          id: body.data.id,
          object: 'customer',
          merchant_id: server.tenant.merchantId,
          merchant_ref_id: externalId,
          email,
          name: 'Kari',
          address_line1: 'Storgata',
          metadata: { camelCase: { innerKey: 1 } },
          custom_fields: { shirtSize: 'M' },
          external_refs: [
            {
              source: 'practicehub',
              external_id: externalId,
              external_updated_at: '2026-11-20T10:00:00.000Z',
              linked_at: time,
            },
          ],
          created_at: time,
          updated_at: time,
        },
      },
      request: { id: 'event-request', idempotency_key: 'event-key' },
      pending_webhooks: 0,
      api_version: '2026-05-01',
      livemode: false,
      created: Math.floor(server.now / 1000),
      sequence: expect.any(Number),
    });
  });

  test('of an update has the previous value of each changed field, or null', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    await put(path, { email, name: 'Kari', phone: '22', metadata: { a: 1 }, custom_fields: { b: 1 } });
    const before = (await server.as().get(path)).body.data;
    server.now += 1000;
    await put(path, {
      email,
      name: null,
      phone: '22',
      address_line1: 'Storgata',
      metadata: { a: null, c: 1 },
      custom_fields: { b: 1 },
    });
    const event = await newest();
    expect(event).toMatchObject({ type: 'customer.updated', request: { idempotency_key: null } });
    expect(event.data.previous_attributes).toEqual({
      name: 'Kari',
      address_line1: null,
      metadata: { a: 1 },
      updated_at: before.updated_at,
    });
    expect(event.data.object).toMatchObject({ address_line1: 'Storgata', metadata: { c: 1 } });
    expect(event.data.object).not.toHaveProperty('name');
  });

  test('of an update within the same millisecond omits the unchanged time', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    await put(path, { email });
    await put(path, { email, name: 'Kari' });
    expect((await newest()).data.previous_attributes).toEqual({ name: null });
  });

  test('of a link has the previous references', async () => {
    const [path, other, email] = [freshPath(), freshPath('gym'), freshEmail()];
    await put(path, { email });
    const before = (await server.as().get(path)).body.data;
    server.now += 1000;
    await put(other, { email });
    const { data } = await newest();
    expect(data.previous_attributes).toEqual({
      external_refs: before.external_refs,
      updated_at: before.updated_at,
    });
    expect(data.object.external_refs).toHaveLength(2);
  });

  test('of a first link has null as the previous references', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    await server.as().post('/v2/customers').send({ email });
    await put(path, { email });
    const { data } = await newest();
    expect(data.previous_attributes).toEqual({ merchant_ref_id: null, external_refs: null });
    expect(data.object.merchant_ref_id).toBe(path.split('/').at(-1));
  });

  test('has the customer as of the time of the event', async () => {
    const [path, email] = [freshPath(), freshEmail()];
    await put(path, { email, name: 'First' });
    await put(path, { email, name: 'Second' });
    const [second, first] = await events('?limit=2');
    expect([first.data.object.name, second.data.object.name]).toEqual(['First', 'Second']);
    expect((await server.as().get(`/v2/events/${first.id.toUpperCase()}`)).body).toEqual(first);
  });

  test('returns 404 for an unknown id and 400 for a malformed one', async () => {
    const missing = await server.as().get('/v2/events/0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10');
    expect([missing.status, missing.body.error.code]).toEqual([404, 'resource_missing']);
    expect((await server.as().get('/v2/events/42')).status).toBe(400);
  });
});

describe('each real change has exactly one event, and other requests have none', () => {
  const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
  const batch = (query: string, customers: object[]) =>
    server.as().put(`/v2/customers/external/batch${query}`).send({ source: 'clinic', customers });

  test.each<[string, string[], (known: { path: string; email: string; id: string }) => unknown]>([
    [
      'a creation',
      ['customer.created'],
      () => server.as().post('/v2/customers').send({ email: freshEmail() }),
    ],
    ['an upsert that creates', ['customer.created'], () => put(freshPath(), { email: freshEmail() })],
    ['an upsert that updates', ['customer.updated'], ({ path, email }) => put(path, { email, name: 'x' })],
    ['an upsert that links', ['customer.updated'], ({ email }) => put(freshPath('gym'), { email })],
    [
      'an update',
      ['customer.updated'],
      ({ id }) => server.as().patch(`/v2/customers/${id}`).send({ name: 'x' }),
    ],
    [
      'another case of an email',
      ['customer.updated'],
      ({ path, email }) => put(path, { email: email.toUpperCase() }),
    ],
    [
      'a batch',
      ['customer.updated', 'customer.created'],
      () => {
        const item = { external_id: `${freshNumber()}`, email: freshEmail() };
        return batch('', [item, item, { ...item, name: 'x' }, { external_id: 'x' }]);
      },
    ],
    ['an upsert that changes nothing', [], ({ path, email }) => put(path, { email })],
    [
      'an update that changes nothing',
      [],
      ({ id, email }) => server.as().patch(`/v2/customers/${id}`).send({ email }),
    ],
    [
      'a newer time alone',
      [],
      ({ path, email }) => put(path, { email, external_updated_at: '2026-11-20T11:00:00Z' }),
    ],
    [
      'a stale upsert',
      [],
      ({ path, email }) => put(path, { email, name: 'x', external_updated_at: '2026-11-20T09:00:00Z' }),
    ],
    ['an email of another customer', [], ({ email }) => server.as().post('/v2/customers').send({ email })],
    ['a 404', [], () => server.as().patch(`/v2/customers/${ID}`).send({ name: 'x' })],
    ['a 412', [], ({ path, email }) => put(path, { email, name: 'x' }).set('If-Match', '"7"')],
    ['a dry run', [], () => batch('?dry_run=true', [{ external_id: 'dry', email: freshEmail() }])],
    [
      'a rejected batch',
      [],
      () => batch('?atomic=true', [{ external_id: 'no', email: freshEmail() }, { external_id: 'x' }]),
    ],
  ])('%s: %j', async (_what, expected, act) => {
    const [path, email] = [freshPath(), freshEmail()];
    const { body } = await put(path, { email, external_updated_at: '2026-11-20T10:00:00Z' });
    const { sequence } = await newest();
    await act({ path, email, id: body.data.id });
    const since = (await events('?limit=10')).filter((one: { sequence: number }) => one.sequence > sequence);
    expect(since.map(({ type }: { type: string }) => type)).toEqual(expected);
    const counted = since.map((one: { sequence: number }) => one.sequence).reverse();
    expect(counted).toEqual(expected.map((_, index) => sequence + 1 + index));
  });
});

test('events require the scope events:read', async () => {
  const key = await server.addKey({ scopes: ['customers:*'] });
  const { id } = await newest();
  for (const path of ['/v2/events', `/v2/events/${id}`]) {
    const { status, body } = await server.as(key).get(path);
    expect([status, body.error.details.required]).toEqual([403, ['events:read']]);
  }
});

test('events of another merchant, or of the other mode, are neither listed, found nor counted', async () => {
  await put(freshPath(), { email: freshEmail() });
  const { id, data } = await newest();
  const others = [
    await server.addKey({ mode: 'live' }),
    await server.addKey({ merchantId: await server.addMerchant() }),
  ];
  for (const [index, key] of others.entries()) {
    expect(await events('', key)).toEqual([]);
    expect((await server.as(key).get(`/v2/events/${id}`)).status).toBe(404);
    expect(await events(`?customer_id=${data.object.id}`, key)).toEqual([]);
    expect((await server.as(key).get(`/v2/events?starting_after=${id}`)).status).toBe(400);
    await server.as(key).put(freshPath()).send({ email: freshEmail() });
    expect(await events('', key)).toMatchObject([{ sequence: 1, livemode: index === 0 }]);
  }
});
