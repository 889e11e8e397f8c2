import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let source: string;
let sources = 0;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  sources += 1;
  source = `crm-${sources}`;
});

const pathOf = (merchantId = server.tenant.merchantId) => `/v2/sync-state/${source}/${merchantId}`;
const put = (body: object, resourceType = 'customers', key = server.key) =>
  server.as(key).put(`${pathOf()}/${resourceType}`).send(body);

describe('PUT /v2/sync-state', () => {
  test("creates a row with 200 and created: true, and shows it in upstream's names", async () => {
    const { status, body } = await put({
      lastSyncAt: '2026-11-20T10:30:00+01:00',
      cursor: 'c',
      itemsSynced: 7,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        id: expect.any(String),
        merchantId: server.tenant.merchantId,
        provider: source,
        resourceType: 'customers',
        lastSyncAt: '2026-11-20T09:30:00.000Z',
        cursor: 'c',
        itemsSynced: 7,
        createdAt: '2026-11-23T12:00:00.000Z',
        updatedAt: '2026-11-23T12:00:00.000Z',
      },
      created: true,
    });
  });

  test('changes the fields of the body, clears those with null, and keeps the others', async () => {
    const first = await put({ cursor: 'c', lastSyncStatus: 'success', itemsSynced: 7 });
    const { body } = await put({ lastSyncStatus: 'error', itemsSynced: null });
    expect(body).toMatchObject({ created: false, data: { id: first.body.data.id, cursor: 'c' } });
    expect(body.data.lastSyncStatus).toBe('error');
    expect(body.data).not.toHaveProperty('itemsSynced');
  });

  test('warns of a field that the spec does not have', async () => {
    expect((await put({ speed: 3 })).body.warnings).toEqual([expect.stringMatching(/^speed/)]);
  });

  test.each([
    ['lastSyncStatus', { lastSyncStatus: 'done' }],
    ['lastSyncAt', { lastSyncAt: 'yesterday' }],
    ['cursor', { cursor: 'x'.repeat(4097) }],
    ['lastSyncError', { lastSyncError: 'x'.repeat(1001) }],
    ['itemsSynced', { itemsSynced: -1 }],
  ])('refuses a wrong %s with 400', async (param, body) => {
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(response.body.error.param).toBe(param);
  });

  test('refuses a time outside of the years 0000 to 9999 with 400', async () => {
    const response = await put({ lastSyncAt: '0000-01-01T00:00:00+01:00' });
    expect(response.body.error).toMatchObject({ code: 'invalid_request', param: 'lastSyncAt' });
  });

  test('refuses a resource type of dots, and folds only the source', async () => {
    expect((await put({}, 'a%2Fb')).status).toBe(400);
    await put({ cursor: 'lower' }, 'type');
    expect((await put({}, 'Type')).body.created).toBe(true);
    source = source.toUpperCase();
    expect((await put({}, 'type')).body).toMatchObject({ created: false, data: { cursor: 'lower' } });
  });

  test('replays the first response for a repeated Idempotency-Key', async () => {
    const send = (cursor: string) =>
      server.as().put(`${pathOf()}/customers`).set('Idempotency-Key', `${source}-key`).send({ cursor });
    const first = await send('a');
    const again = await send('a');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
    expect((await send('b')).body.error.code).toBe('idempotency_conflict');
  });
});

describe('GET /v2/sync-state', () => {
  test('lists the rows of one source in the order of their resource types', async () => {
    expect((await server.as().get(pathOf())).body).toEqual({ data: [] });
    await put({}, 'payments');
    await put({}, 'members');
    const { body } = await server.as().get(pathOf());
    expect(body.data.map((row: { resourceType: string }) => row.resourceType)).toEqual([
      'members',
      'payments',
    ]);
  });

  test('separates sandbox and live data', async () => {
    await put({});
    const live = await server.addKey({ mode: 'live' });
    expect((await server.as(live).get(pathOf())).body).toEqual({ data: [] });
  });

  test('accepts the id of the merchant in upper case', async () => {
    expect((await server.as().get(pathOf(server.tenant.merchantId.toUpperCase()))).status).toBe(200);
  });
});

test('refuses another merchant with 403 merchant_mismatch, also under an Idempotency-Key', async () => {
  const other = await server.addMerchant();
  const refused = [
    await server.as().get(pathOf(other)),
    await server
      .as()
      .put(`${pathOf(other)}/customers`)
      .send({}),
    await server
      .as()
      .put(`${pathOf(other)}/customers`)
      .set('Idempotency-Key', `${source}-x`)
      .send({}),
  ];
  for (const { status, body } of refused) {
    expect(status).toBe(403);
    expect(body.error).toMatchObject({ code: 'permission_denied', details: { reason: 'merchant_mismatch' } });
  }
});

test('requires the scopes sync:read and sync:write', async () => {
  const reader = await server.addKey({ scopes: ['sync:read'] });
  expect((await server.as(reader).get(pathOf())).status).toBe(200);
  expect((await put({}, 'customers', reader)).body.error.details.required).toEqual(['sync:write']);
  const writer = await server.addKey({ scopes: ['sync:write'] });
  expect((await put({}, 'customers', writer)).status).toBe(200);
  expect((await server.as(writer).get(pathOf())).body.error.details.required).toEqual(['sync:read']);
});
