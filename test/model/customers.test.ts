import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { fileDatabase } from '../support/test-database.ts';
import { TestServer } from '../support/test-server.ts';
import { type Action, action, WORLDS } from './actions.ts';
import { type Expected, ReferenceModel, sorted } from './reference-model.ts';
import { StoredResponses } from './stored-responses.ts';
import { type Asking, type Request, requestOf } from './transport.ts';

const UNKNOWN_ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

/** The statuses of stored responses. A failed precondition is not stored, because it can succeed later. */
const STORED_STATUSES = [200, 201, 400, 404, 409];

// A failure prints its seed and its path. If `fc.assert` receives them beside `numRuns`, it repeats the same steps.
describe.concurrent.each([
  ['refuse', 'SQLite', 40],
  ['allow', 'SQLite', 20],
  ['refuse', 'PostgreSQL', 10],
  ['allow', 'PostgreSQL', 5],
] as const)('with --shared-emails %s on %s', (sharedEmails, store, numRuns) => {
  const postgres = fileDatabase();
  let server: TestServer;
  let client: RawClient;
  const folder = tempFolder(afterAll);
  const start = async () => {
    const database = store === 'PostgreSQL' && { database: postgres.url };
    server = await TestServer.start({ sharedEmails, casing: 'camel', folder, ...database });
    client = new RawClient(server.url);
  };
  const stop = async () => {
    client.close();
    await server.stop();
  };
  beforeAll(start);
  afterAll(stop);

  /** Starts a new server on the same database. */
  async function restart() {
    const { now } = server;
    await stop();
    await start();
    server.now = now;
  }

  /** Creates two merchants in two modes, each with its model. */
  async function newWorlds() {
    const merchants = [await server.addMerchant(), await server.addMerchant()];
    const tenants = merchants.flatMap((merchantId) => [
      { merchantId, mode: 'sandbox' as const },
      { merchantId, mode: 'live' as const },
    ]);
    const worlds = await Promise.all(
      tenants.map(async (tenant) => ({
        key: await server.addKey(tenant),
        model: new ReferenceModel(tenant.merchantId, sharedEmails === 'allow'),
        stored: new StoredResponses(),
      })),
    );
    return { worlds, writes: [] as Asking[] };
  }
  type Play = Awaited<ReturnType<typeof newWorlds>>;

  async function call(key: string, { method, path, body, headers }: Request) {
    const all = { 'x-api-key': key, 'content-type': 'application/json', ...headers };
    const reply = await client.send(method, path, all, body && JSON.stringify(body));
    const { etag, 'upsert-outcome': outcome, 'idempotency-replayed': replayed } = reply.headers;
    const { status, text } = reply;
    return { status, text, etag, outcome, isReplay: replayed === 'true', body: text && JSON.parse(text) };
  }
  type CallResponse = Awaited<ReturnType<typeof call>>;

  /** Applies an action to the product and to the model, and compares the results. */
  async function run(step: Action, play: Play): Promise<void> {
    if (step.do === 'wait') {
      server.now += step.milliseconds;
      return;
    }
    if (step.do === 'again') {
      const write = play.writes.at(-1 - step.back);
      if (write) await ask(write, play);
      return;
    }
    if ('sent' in step || 'items' in step) play.writes.push(step);
    await ask(step, play);
  }

  async function ask(step: Asking, { worlds }: Play): Promise<void> {
    const { key, model, stored } = worlds[step.world] as Play['worlds'][number];
    const { now } = server;
    const id = 'who' in step ? (worlds[step.whose]?.model.ids[step.who] ?? UNKNOWN_ID) : UNKNOWN_ID;
    const request = requestOf(step, id, now);
    const response = await call(key, request);

    const { 'idempotency-key': keyOf, ...conditions } = request.headers;
    const [path = '', query] = request.path.split('?');
    const claim = JSON.stringify([step.do, path.replace('/Clinic/', '/clinic/'), keyOf]);
    const fingerprint = JSON.stringify([sorted(request.body), query, conditions]);
    const known = keyOf && stored.find(claim, fingerprint, now);
    if (known === 'conflict') {
      expect([response.status, response.body.error.code]).toEqual([409, 'idempotency_conflict']);
      return;
    }
    expect(response.isReplay).toBe(Boolean(known));
    if (known) {
      expect({ status: response.status, text: response.text }).toEqual(known);
      return;
    }
    compare(response, expectedOf(step, id, model, now), model);
    const isTrial = 'dryRun' in step && step.dryRun;
    if (keyOf && STORED_STATUSES.includes(response.status) && !isTrial)
      stored.store(claim, fingerprint, now, { status: response.status, text: response.text });
  }

  function expectedOf(step: Asking, id: string, model: ReferenceModel, now: number): Expected {
    switch (step.do) {
      case 'upsert': {
        const { source, externalId, sent, timestamp } = step;
        return model.upsert(source, externalId, sent, timestamp ?? undefined, now, step);
      }
      case 'create':
        return model.create(step.sent, now);
      case 'patch':
        return model.patch(id, step.sent, now, step);
      case 'batch':
        return model.batch(step.source, step.items, now, step);
      case 'get':
        return model.get(id, step.known);
      case 'read':
        return model.getByReference(step.source, step.externalId, step.known);
      case 'events':
        return model.events();
      case 'list': {
        const { do: _do, world: _world, since, ...query } = step;
        return model.list({ ...query, ...(since !== undefined && { updated_since: now + since }) });
      }
    }
  }

  function compare({ status, etag, outcome, body }: CallResponse, expected: Expected, model: ReferenceModel) {
    expect(status).toBe(expected.status);
    expect(etag).toBe('etag' in expected ? expected.etag : undefined);
    if ('details' in expected) expect(body.error).toMatchObject({ details: expected.details });
    if ('ignored' in expected) expect(body).toEqual(expected.ignored);
    if ('events' in expected) expect(body.data).toMatchObject(expected.events);
    if ('page' in expected) {
      const { data, pagination } = body;
      const { page, total, hasMore } = expected;
      expect({ page: data.map(({ id }: { id: string }) => id), ...pagination }).toMatchObject({
        page,
        total,
        hasMore,
      });
    }
    if ('items' in expected) compareItems(body.results ?? body.error.details.results, expected.items, model);
    if ('data' in expected) {
      if (expected.status === 201) model.name(expected.who, body.data.id);
      expect(body.data).toEqual({ ...expected.data, id: expected.who.id });
      expect(body.created).toBe(expected.created);
      expect(body.warnings ?? []).toEqual(expected.warnings.map((warning) => expect.stringMatching(warning)));
    }
    expect(outcome).toBe('outcome' in expected ? expected.outcome : undefined);
  }

  function compareItems(
    results: { id?: string; external_id: string; outcome: string }[],
    expected: Extract<Expected, { items: unknown }>['items'],
    model: ReferenceModel,
  ) {
    for (const [index, { who, outcome }] of expected.entries())
      if (who && outcome === 'created') model.name(who, results[index]?.id ?? '');
    expect(results.map(({ external_id, outcome, id }) => ({ external_id, outcome, id }))).toEqual(
      expected.map(({ externalId, outcome, who }) => ({ external_id: externalId, outcome, id: who?.id })),
    );
  }

  const steps = fc.array(action, { minLength: 20, maxLength: 60, size: 'max' });
  /** The number of steps after which the server is stopped and another one starts on the same file; sometimes none. */
  const restartAfter = fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.nat(40) },
  );

  test('returns the responses of the contract after every sequence of actions and restarts', {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, restartAfter, async (sequence, stopAfter) => {
        const play = await newWorlds();
        for (const [index, step] of sequence.entries()) {
          await run(step, play);
          if (index === stopAfter) await restart();
        }
        for (let world = 0; world < WORLDS; world += 1) {
          const { key, model } = play.worlds[world] as Play['worlds'][number];
          await run({ do: 'list', world, limit: 100, offset: 0 }, play);
          await run({ do: 'events', world }, play);
          const everybody = await call(key, { method: 'GET', path: '/v2/customers?limit=100', headers: {} });
          for (const customer of everybody.body.data)
            expect(model.get(customer.id)).toMatchObject({ data: customer });
        }
      }),
      { numRuns },
    );
  });
});
