import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

const SENT = {
  company_name: 'Nordmann AS',
  address_line1: 'Storgata 12',
  metadata: { snake_key: { camelKey: 1 }, camelKey: { snake_key: 2 } },
  custom_fields: { snake_key: 1, camelKey: 2 },
  external_updated_at: '2026-11-20T09:30:00Z',
};

const CAMEL = [
  'merchantId',
  'merchantRefId',
  'companyName',
  'addressLine1',
  'customFields',
  'externalRefs',
  'createdAt',
  'updatedAt',
];
const SNAKE = [
  'merchant_id',
  'merchant_ref_id',
  'company_name',
  'address_line1',
  'custom_fields',
  'external_refs',
  'created_at',
  'updated_at',
];
const PLAIN = ['id', 'email', 'metadata'];

describe.each([
  ['both', [...CAMEL, ...SNAKE]],
  ['camel', CAMEL],
  ['snake', SNAKE],
] as const)('with --casing %s', (casing, names) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ casing });
  });
  afterAll(() => server.stop());

  test('plain responses use this case, and the response of an upsert uses camelCase', async () => {
    const path = freshPath();
    const upserted = await server
      .as()
      .put(path)
      .send({ email: freshEmail(), ...SENT });
    expect(Object.keys(upserted.body.data).sort()).toEqual([...PLAIN, ...CAMEL].sort());
    const { id } = upserted.body.data;
    const responses = [
      (await server.as().get(`/v2/customers/${id}`)).body.data,
      (await server.as().get(path)).body.data,
      (await server.as().get('/v2/customers')).body.data[0],
      (await server.as().patch(`/v2/customers/${id}`).send({})).body.data,
    ];
    for (const customer of responses) {
      expect(Object.keys(customer).sort()).toEqual([...PLAIN, ...names].sort());
      expect(customer.metadata).toEqual(SENT.metadata);
      expect(customer.customFields ?? customer.custom_fields).toEqual(SENT.custom_fields);
      const camel = ['source', 'externalId', 'externalUpdatedAt', 'linkedAt'];
      const snake = ['source', 'external_id', 'external_updated_at', 'linked_at'];
      if (casing !== 'snake') expect(Object.keys(customer.externalRefs[0])).toEqual(camel);
      if (casing !== 'camel') expect(Object.keys(customer.external_refs[0])).toEqual(snake);
    }
  });

  test('both spellings of a field have the same value', async () => {
    const { body } = await server
      .as()
      .post('/v2/customers')
      .send({ email: freshEmail(), addressLine1: 'x', taxId: 'y' });
    for (const [name, value] of Object.entries(body.data)) {
      const twin = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      if (twin in body.data) expect(body.data[twin]).toEqual(value);
    }
    expect(body.data.addressLine1 ?? body.data.address_line1).toBe('x');
  });

  test('does not change the field names of requests', async () => {
    const { body } = await server.as().post('/v2/customers').send({ email: freshEmail(), addressLine1: 'x' });
    expect(body).not.toHaveProperty('warnings');
  });
});
