import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const create = (body: object = {}) =>
  server
    .as()
    .post('/v2/customers')
    .send({ email: freshEmail(), ...body });
const get = (id: string) => server.as().get(`/v2/customers/${id}`);
const patch = (id: string, body: object) => server.as().patch(`/v2/customers/${id}`).send(body);

describe('POST /customers', () => {
  test('creates a customer with 201 and Location', async () => {
    const { status, headers, body } = await create({
      name: 'Jonas Berg',
      companyName: 'Berg AS',
      customFields: { seats: 12 },
    });
    expect(status).toBe(201);
    expect(headers.location).toBe(`/v2/customers/${body.data.id}`);
    expect(headers).not.toHaveProperty('upsert-outcome');
    expect(body.data).toMatchObject({
      merchantId: server.tenant.merchantId,
      merchant_id: server.tenant.merchantId,
      companyName: 'Berg AS',
      company_name: 'Berg AS',
      customFields: { seats: 12 },
      custom_fields: { seats: 12 },
    });
    expect(body.data.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await server.as().get(headers.location as string)).body).toEqual(body);
  });

  test('stores the given fields, without those that are null or empty', async () => {
    const { body } = await create({ name: null, phone: '', metadata: {}, customFields: { a: null } });
    expect(Object.keys(body.data).sort()).toEqual(
      [
        'id',
        'merchantId',
        'merchant_id',
        'email',
        'phone',
        'createdAt',
        'created_at',
        'updatedAt',
        'updated_at',
      ].sort(),
    );
  });

  test('requires an email', async () => {
    for (const email of [undefined, null, '', 7]) {
      expect((await create({ email })).body.error.param).toBe('email');
    }
  });

  test('creates one customer for two simultaneous requests with the same email', async () => {
    const email = freshEmail();
    const responses = await Promise.all([create({ email }), create({ email: email.toUpperCase() })]);
    expect(responses.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });
});

describe('GET /customers/{id}', () => {
  test('finds a customer by its id in any case, also one that an upsert created', async () => {
    const { body } = await server.as().put(freshPath()).send({ email: freshEmail() });
    for (const id of [body.data.id, body.data.id.toUpperCase()]) {
      expect((await get(id)).body.data).toMatchObject({
        id: body.data.id,
        merchantRefId: body.data.merchantRefId,
      });
    }
  });

  test.each([
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '497f6eca-6276-4993-bfeb-53cbbbba6f08',
    '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
  ])('takes any UUID for an id and does not find it: %s', async (id) => {
    for (const { status, body } of [await get(id), await patch(id, { name: 'x' })]) {
      expect(status).toBe(404);
      expect(body.error).toMatchObject({ type: 'invalid_request_error', code: 'resource_missing' });
    }
  });

  test.each([
    'cus_123',
    '1',
    '0198c5e0-7b1a-7c44-9d3e',
    '0198c5e07b1a7c449d3e5f0a2b6c8d10',
    'external',
    '%20',
  ])('takes nothing else: %s is a 400', async (id) => {
    for (const { status, body } of [await get(id), await patch(id, {})]) {
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ param: 'id', message: 'id must be a UUID' });
    }
  });
});

describe('PATCH /customers/{id}', () => {
  test('merges fields like an upsert', async () => {
    const { body } = await create({
      name: 'Jonas',
      phone: '22',
      metadata: { a: 1, b: 2 },
      customFields: { x: 1 },
    });
    server.now += 1000;
    const patched = await patch(body.data.id, {
      phone: null,
      city: 'Bergen',
      country: 'no',
      metadata: { a: null, c: 3 },
    });
    expect(patched.status).toBe(200);
    expect(patched.body.data).toMatchObject({
      name: 'Jonas',
      city: 'Bergen',
      country: 'NO',
      metadata: { b: 2, c: 3 },
      customFields: { x: 1 },
      createdAt: body.data.createdAt,
      updatedAt: new Date(server.now).toISOString(),
    });
    expect(patched.body.data).not.toHaveProperty('phone');
    expect((await get(body.data.id)).body).toEqual(patched.body);
  });

  test('without a change keeps updatedAt', async () => {
    const { body } = await create({ name: 'Jonas', metadata: { a: 1 } });
    server.now += 1000;
    for (const sent of [{}, { name: 'Jonas' }, { metadata: { a: 1 } }, { phone: null }, { metadata: {} }]) {
      expect((await patch(body.data.id, sent)).body.data).toEqual(body.data);
    }
  });

  test('may omit the email but not clear it', async () => {
    const { body } = await create();
    expect((await patch(body.data.id, { name: 'Jonas' })).body.data.email).toBe(body.data.email);
    const refused = await patch(body.data.id, { email: null });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({ param: 'email', message: 'email must be a string' });
  });

  test('changes the email, so that the new email finds the customer', async () => {
    const { body } = await create();
    const email = freshEmail();
    expect((await patch(body.data.id, { email })).body.data.email).toBe(email);
    const upserted = await server.as().put(freshPath()).send({ email });
    expect(upserted.body.data.id).toBe(body.data.id);
    expect((await create({ email: body.data.email })).status).toBe(201);
  });

  test('keeps the references and their timestamps', async () => {
    const path = freshPath();
    const sent = { email: freshEmail(), external_updated_at: '2026-11-20T12:00:00Z' };
    const { body } = await server.as().put(path).send(sent);
    const patched = await patch(body.data.id, { name: 'By hand' });
    expect(patched.body.data.externalRefs).toEqual(body.data.externalRefs);
    const stale = await server
      .as()
      .put(path)
      .send({ ...sent, external_updated_at: '2026-11-20T11:00:00Z' });
    expect(stale.body.ignored).toBe(true);
  });
});
