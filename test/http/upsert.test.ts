import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const fresh = () => ({ path: freshPath(), email: freshEmail() });

function upsert(path: string, body: object) {
  return server.as().put(path).send(body);
}

describe('the request of the reference page', () => {
  test('creates with 201 and then updates with 200, with the fields of its sample', async () => {
    const path = '/v2/customers/external/practicehub/PAT-12345';
    const created = await upsert(path, { email: 'customer@example.com' });
    expect(created.status).toBe(201);
    expect(created.body.created).toBe(true);
    expect(created.headers['upsert-outcome']).toBe('created');
    expect(created.headers.location).toBe(`/v2/customers/${created.body.data.id}`);
    expect(Object.keys(created.body.data)).toEqual([
      'id',
      'merchantId',
      'merchantRefId',
      'email',
      'externalRefs',
      'createdAt',
      'updatedAt',
    ]);

    const again = await upsert(path, { email: 'customer@example.com', name: 'A Name' });
    expect(again.status).toBe(200);
    expect(again.body.created).toBe(false);
    expect(again.headers['upsert-outcome']).toBe('updated');
    expect(again.body.data).toMatchObject({ id: created.body.data.id, name: 'A Name' });
  });
});

describe('merge', () => {
  test('keeps omitted fields, clears null fields, and merges objects by key', async () => {
    const { path, email } = fresh();
    await upsert(path, {
      email,
      name: 'Kari',
      phone: '22',
      metadata: { a: 1, b: { c: 2 } },
      custom_fields: { x: 1 },
    });
    const { body } = await upsert(path, { email, phone: null, metadata: { a: null, d: 4 } });
    expect(body.data).toMatchObject({
      name: 'Kari',
      metadata: { b: { c: 2 }, d: 4 },
      customFields: { x: 1 },
    });
    expect(body.data).not.toHaveProperty('phone');
  });

  test('an email cannot be cleared', async () => {
    const { path, email } = fresh();
    await upsert(path, { email });
    const { status, body } = await upsert(path, { email: null });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      param: 'email',
      details: { fields: { email: ['must be a string'] } },
    });
  });
});

describe('an upsert', () => {
  test('without a change is unchanged, and keeps updatedAt', async () => {
    const { path, email } = fresh();
    const sent = {
      email,
      name: 'Kari',
      metadata: { a: [1, { b: null }], c: 0 },
      external_updated_at: '2026-11-20T09:30:00Z',
    };
    const first = await upsert(path, sent);
    server.now += 60_000;
    const reordered = { ...sent, metadata: { c: 0, a: [1, { b: null }] }, phone: null };
    for (const body of [sent, reordered, { email, external_updated_at: '2026-11-20T10:30:00+01:00' }]) {
      const again = await upsert(path, body);
      expect(again.status).toBe(200);
      expect(again.headers['upsert-outcome']).toBe('unchanged');
      expect(again.body).toEqual({ data: first.body.data, created: false });
    }
  });

  test('with a change sets updatedAt, and keeps createdAt', async () => {
    const { path, email } = fresh();
    const first = await upsert(path, { email });
    server.now += 1;
    const { body } = await upsert(path, { email, name: 'Kari' });
    expect(body.data.createdAt).toBe(first.body.data.createdAt);
    expect(Date.parse(body.data.updatedAt)).toBe(server.now);
  });

  test('returns no field without a value, and never null', async () => {
    const { path, email } = fresh();
    const cleared = [
      'name',
      'phone',
      'company_name',
      'address_line1',
      'address_line2',
      'city',
      'state',
      'postal_code',
    ];
    const nulls = Object.fromEntries(
      [...cleared, 'country', 'tax_id', 'notes', 'metadata', 'custom_fields'].map((name) => [name, null]),
    );
    const { body, text } = await upsert(path, { email, ...nulls, external_updated_at: null });
    expect(text).not.toContain('null');
    expect(Object.keys(body.data)).toEqual([
      'id',
      'merchantId',
      'merchantRefId',
      'email',
      'externalRefs',
      'createdAt',
      'updatedAt',
    ]);
    expect(Object.keys(body.data.externalRefs[0])).toEqual(['source', 'externalId', 'linkedAt']);
  });

  test('stores every field of the spec, and returns it in camelCase', async () => {
    const { path, email } = fresh();
    const { body } = await upsert(path, {
      email,
      name: 'Kari Nordmann',
      phone: '+47 22 12 34 56',
      company_name: 'Nordmann AS',
      address_line1: 'Storgata 12',
      address_line2: '2. etg.',
      city: 'Oslo',
      state: 'Oslo',
      postal_code: '0155',
      country: 'NO',
      tax_id: 'NO999888777MVA',
      tax_id_country: 'EL',
      notes: 'Line one\nline two',
      metadata: { deep: { list: [1, 'two', null, true] } },
      custom_fields: { membership: 'gold' },
    });
    expect(body.data).toMatchObject({
      email,
      name: 'Kari Nordmann',
      phone: '+47 22 12 34 56',
      companyName: 'Nordmann AS',
      addressLine1: 'Storgata 12',
      addressLine2: '2. etg.',
      city: 'Oslo',
      state: 'Oslo',
      postalCode: '0155',
      country: 'NO',
      taxId: 'NO999888777MVA',
      taxIdCountry: 'EL',
      notes: 'Line one\nline two',
      metadata: { deep: { list: [1, 'two', null, true] } },
      customFields: { membership: 'gold' },
    });
    expect(body).not.toHaveProperty('warnings');
  });

  test('requires an email each time', async () => {
    const { path, email } = fresh();
    for (const known of [false, true]) {
      if (known) await upsert(path, { email });
      const { status, body } = await upsert(path, { name: 'Kari' });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ param: 'email', message: 'email is required' });
    }
  });

  test('that is sent 100 times at once creates one customer', async () => {
    const { path, email } = fresh();
    const responses = await Promise.all(Array.from({ length: 100 }, () => upsert(path, { email })));
    const outcomes = responses.map(({ headers }) => headers['upsert-outcome']);
    expect(outcomes.toSorted()).toEqual(['created', ...outcomes.slice(1).map(() => 'unchanged')]);
    expect(new Set(responses.map(({ body }) => body.data.id)).size).toBe(1);
  });

  test('of one email under two references of a source at once creates one customer and rejects the other', async () => {
    const email = freshEmail();
    const responses = await Promise.all(
      [freshPath('race'), freshPath('race')].map((path) => upsert(path, { email })),
    );
    expect(responses.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });
});
