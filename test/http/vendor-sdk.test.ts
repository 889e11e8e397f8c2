import { RevKeen, RevKeenAPIError } from '@revkeen/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshNumber } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const connect = (baseUrl = `${server.url}/v2`, apiKey = server.key) => new RevKeen({ apiKey, baseUrl });

/** The arguments that the client passes to a function, as far as an upsert needs them. */
interface LowLevel {
  readonly client: { put(request: object): Promise<{ data?: Upserted }> };
}

interface Upserted {
  readonly data?: { readonly id: string; readonly merchantRefId: string; readonly name?: string };
  readonly created?: boolean;
  readonly ignored?: boolean;
}

/** The client has no upsert yet; its low-level `put` encodes path parameters. */
function upsert(
  revkeen: RevKeen,
  path: { source: string; externalId: string },
  body: object,
): Promise<Upserted> {
  return revkeen.requestData((options) => {
    const { client, ...rest } = options as LowLevel;
    return client.put({
      ...rest,
      security: [{ name: 'x-api-key', type: 'apiKey' }],
      url: '/customers/external/{source}/{externalId}',
      headers: { 'Content-Type': 'application/json' },
      path,
      body,
    });
  });
}

async function refusal(work: Promise<unknown>): Promise<RevKeenAPIError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RevKeenAPIError);
  return error as RevKeenAPIError;
}

describe("the vendor's own client, with another base URL and key,", () => {
  test('creates, gets, updates and lists customers', async () => {
    const revkeen = connect();
    const email = freshEmail();
    const created = await revkeen.customers.create({
      email,
      name: 'Kari',
      companyName: 'Nordmann AS',
      metadata: { a: 1 },
    });
    expect(created.data).toMatchObject({
      email,
      name: 'Kari',
      company_name: 'Nordmann AS',
      merchant_id: server.tenant.merchantId,
    });

    const got = await revkeen.customers.get(created.data.id);
    expect(got.data).toEqual(created.data);

    const updated = await revkeen.customers.update(created.data.id, {
      name: 'Kari Nordmann',
      metadata: { a: null, b: 2 },
    });
    expect(updated.data).toMatchObject({ name: 'Kari Nordmann', metadata: { b: 2 } });

    const listed = await revkeen.customers.list({ limit: 10, offset: 0, search: email });
    expect(listed.data).toMatchObject([{ id: created.data.id, name: 'Kari Nordmann' }]);
    expect(listed.pagination).toMatchObject({ limit: 10, offset: 0, total: 1 });
  });

  test.each(['PAT-1', 'a/b', 'a?b#c', 'two words', '100%', 'å+😀', 'dots...', "it's (1)!*"])(
    'upserts by an external id such as %s',
    async (externalId) => {
      const revkeen = connect();
      const email = freshEmail();
      const reference = { source: 'practicehub', externalId };
      const created = await upsert(revkeen, reference, {
        email,
        external_updated_at: '2026-11-20T09:30:00Z',
      });
      expect(created).toMatchObject({ created: true, data: { merchantRefId: externalId } });
      const updated = await upsert(revkeen, reference, { email, name: 'Kari' });
      expect(updated).toMatchObject({ created: false, data: { id: created.data?.id, name: 'Kari' } });
      const stale = await upsert(revkeen, reference, { email, external_updated_at: '2026-11-19T09:30:00Z' });
      expect(stale).toMatchObject({ ignored: true, reason: 'stale_update' });
    },
  );

  test('tolerates a base URL that ends in a slash', async () => {
    const email = freshEmail();
    const { data } = await connect(`${server.url}/v2/`).customers.create({ email });
    expect(data?.email).toBe(email);
  });

  test('reads error responses', async () => {
    const email = freshEmail();
    await connect().customers.create({ email });
    const conflict = await refusal(connect().customers.create({ email }));
    expect(conflict).toMatchObject({ status: 409, body: { error: { code: 'conflict', param: 'email' } } });
    const missing = await refusal(connect().customers.get('0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10'));
    expect(missing).toMatchObject({ status: 404, body: { error: { code: 'resource_missing' } } });
    const invalid = await refusal(
      upsert(connect(), { source: 'batch', externalId: String(freshNumber()) }, { email }),
    );
    expect(invalid).toMatchObject({ status: 400, body: { error: { param: 'source' } } });
    const stranger = await refusal(connect(undefined, 'rk_live_nonsense').customers.list());
    expect(stranger).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } });
  });
});
