import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { TestServer } from '../support/test-server.ts';
import { type Action, action, WORLDS } from './actions.ts';
import { type Expected, type Sent, World } from './world.ts';

// A failure prints its seed and its path; given to `fc.assert` beside `numRuns`, they bring the same steps back.
describe.concurrent.each([
  ['refuse', 50],
  ['allow', 25],
] as const)('with --shared-emails %s', (sharedEmails, numRuns) => {
  let server: TestServer;
  let client: RawClient;
  beforeAll(async () => {
    server = await TestServer.start({ sharedEmails, casing: 'camel' });
    client = new RawClient(server.url);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  /** Two new merchants in two modes, each with its model. */
  async function newWorlds() {
    const merchants = [await server.addMerchant(), await server.addMerchant()];
    const tenants = merchants.flatMap((merchantId) => [
      { merchantId, mode: 'sandbox' as const },
      { merchantId, mode: 'live' as const },
    ]);
    return Promise.all(
      tenants.map(async (tenant) => ({
        key: await server.addKey(tenant),
        model: new World(tenant.merchantId, sharedEmails === 'allow'),
      })),
    );
  }
  type Worlds = Awaited<ReturnType<typeof newWorlds>>;

  async function call(key: string, method: string, path: string, body?: object) {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const reply = await client.send(method, path, headers, body && JSON.stringify(body));
    return { status: reply.status, outcome: reply.headers['upsert-outcome'], body: JSON.parse(reply.text) };
  }
  type Answer = Awaited<ReturnType<typeof call>>;

  /** Does it to the product and to the model. */
  async function run(
    step: Action,
    worlds: Worlds,
  ): Promise<{ answer: Answer; expected: Expected } | undefined> {
    const { key, model } = worlds[step.world] as Worlds[number];
    const { now } = server;
    if (step.do === 'wait') {
      server.now += step.milliseconds;
      return undefined;
    }
    if (step.do === 'upsert') {
      const { source, externalId, sent, told } = step;
      const path = `/v2/customers/external/${source}/${encodeURIComponent(externalId)}`;
      const answer = await call(key, 'PUT', path, {
        ...snake(sent),
        external_updated_at: told === null ? null : told?.text,
      });
      return { answer, expected: model.upsert(source, externalId, sent, told ?? undefined, now) };
    }
    if (step.do === 'create') {
      return {
        answer: await call(key, 'POST', '/v2/customers', step.sent),
        expected: model.create(step.sent, now),
      };
    }
    if (step.do === 'read') {
      const path = `/v2/customers/external/${step.source}/${encodeURIComponent(step.externalId)}`;
      return {
        answer: await call(key, 'GET', path),
        expected: model.getByReference(step.source, step.externalId),
      };
    }
    if (step.do === 'list') {
      const { do: _do, world: _world, since, ...query } = step;
      const filter = since === undefined ? query : { ...query, updated_since: now + since };
      const texts = Object.entries(filter).map(([name, value]) => [
        name,
        name === 'updated_since' ? new Date(value).toISOString() : `${value}`,
      ]);
      const answer = await call(key, 'GET', `/v2/customers?${new URLSearchParams(texts)}`);
      return { answer, expected: model.list(filter) };
    }
    const id = worlds[step.whose]?.model.ids[step.who] ?? '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
    return step.do === 'get'
      ? { answer: await call(key, 'GET', `/v2/customers/${id}`), expected: model.get(id) }
      : {
          answer: await call(key, 'PATCH', `/v2/customers/${id}`, step.sent),
          expected: model.patch(id, step.sent, now),
        };
  }

  function compare({ status, outcome, body }: Answer, expected: Expected, model: World) {
    expect(status).toBe(expected.status);
    if ('details' in expected)
      expect(body.error).toMatchObject({ code: 'conflict', details: expected.details });
    if ('ignored' in expected) expect(body).toEqual(expected.ignored);
    if ('page' in expected) {
      const { data, pagination } = body;
      const { page, total, hasMore } = expected;
      expect({ page: data.map(({ id }: { id: string }) => id), ...pagination }).toMatchObject({
        page,
        total,
        hasMore,
      });
    }
    if ('data' in expected) {
      if (expected.status === 201) model.nameNewest(body.data.id);
      expect(body.data).toEqual({ ...expected.data, id: body.data.id });
      expect(body.created).toBe(expected.created);
      expect(body.warnings ?? []).toEqual(expected.warnings.map((warning) => expect.stringMatching(warning)));
    }
    expect(outcome).toBe('outcome' in expected ? expected.outcome : undefined);
  }

  test('any number of clients, whatever they do, get the answers that the contract gives them', {
    timeout: 120_000,
  }, async () => {
    const steps = fc.array(action, { minLength: 20, maxLength: 60, size: 'max' });
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const worlds = await newWorlds();
        for (const step of sequence) {
          const done = await run(step, worlds);
          if (done) compare(done.answer, done.expected, worlds[step.world]?.model as World);
        }
        for (let world = 0; world < WORLDS; world += 1) {
          const everybody = await run({ do: 'list', world, limit: 100, offset: 0 }, worlds);
          if (everybody) compare(everybody.answer, everybody.expected, worlds[world]?.model as World);
          for (const customer of everybody?.answer.body.data ?? []) {
            expect(worlds[world]?.model.get(customer.id)).toMatchObject({ data: customer });
          }
        }
      }),
      { numRuns },
    );
  });
});

function snake({ addressLine1, customFields, ...sent }: Sent): object {
  return { ...sent, address_line1: addressLine1, custom_fields: customFields };
}
