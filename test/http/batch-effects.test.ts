import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { freshEmail, freshNumber } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ writesHere: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => server.stop());

const PATH = '/v2/customers/external/batch';
const freshKey = () => `key-${freshNumber()}`;
const anItem = (more: object = {}) => ({ external_id: `${freshNumber()}`, email: freshEmail(), ...more });
function batch(customers: readonly object[], query = '', key?: string) {
  const request = server.as().put(`${PATH}${query}`);
  return (key ? request.set('Idempotency-Key', key) : request).send({ source: 'clinic', customers });
}
const outcomes = (results: { outcome: string }[]) => results.map(({ outcome }) => outcome);

/** All that a write could leave behind. */
async function state() {
  const [customers, events] = await Promise.all([
    server.as().get('/v2/customers?limit=100'),
    server.as().get('/v2/events?limit=100'),
  ]);
  return { customers: customers.body, events: events.body };
}

/** Items of which each meets what the ones before it did; the last two fail. */
async function mixed() {
  const known = anItem();
  await batch([known]);
  const made = anItem();
  return [
    made,
    { ...made, name: 'Twice' },
    { ...known, name: 'Known' },
    known,
    anItem({ email: made.email }),
    { external_id: 'x' },
  ];
}
const MIXED = ['created', 'updated', 'updated', 'unchanged', 'failed', 'failed'];

describe('?atomic=true', () => {
  test('writes all when no item fails', async () => {
    const { status, body } = await batch([anItem(), anItem()], '?atomic=true');
    expect([status, body.created]).toEqual([200, 2]);
  });

  test('is a 409 when one item fails, writes nothing, and returns a result for every item', async () => {
    const items = await mixed();
    const before = await state();
    const { status, body } = await batch(items, '?atomic=true');
    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'batch_rejected',
      message: expect.stringMatching(/^2 of 6 items failed, so nothing was written/),
    });
    expect(outcomes(body.error.details.results)).toEqual(MIXED);
    expect(body.error.details.results[5].error).toEqual({
      code: 'invalid_request',
      message: 'email is required',
      param: 'email',
    });
    expect(await state()).toEqual(before);
  });

  test('names no customer that was not made after all', async () => {
    const { body } = await batch(await mixed(), '?atomic=true');
    const { results } = body.error.details;
    expect(results.map((result: object) => 'id' in result)).toEqual([false, false, true, true, false, false]);
    for (const { id } of results)
      if (id) expect((await server.as().get(`/v2/customers/${id}`)).status).toBe(200);
  });

  test('leaves numbers of customers and events as if it had never been', async () => {
    await batch([anItem()]);
    const before = await state();
    await batch([anItem(), { external_id: 'x' }], '?atomic=true');
    await batch([anItem()]);
    const after = await state();
    expect(after.events.data[0].sequence).toBe(before.events.data[0].sequence + 1);
    expect(after.customers.pagination.total).toBe(before.customers.pagination.total + 1);
  });
});

describe('?dry_run=true', () => {
  test.each(['?dry_run=true', '?dry_run=true&atomic=false'])(
    '%s answers what the batch would, and writes nothing',
    async (query) => {
      const items = await mixed();
      const before = await state();
      const tried = await batch(items, query);
      expect(await state()).toEqual(before);
      const done = await batch(items);
      expect(outcomes(tried.body.results)).toEqual(MIXED);
      const { results, ...counts } = done.body;
      expect(tried.body).toMatchObject(counts);
      expect(outcomes(results)).toEqual(MIXED);
      expect(results[2].id).toBe(tried.body.results[2].id);
    },
  );

  test('names no customer that was not made', async () => {
    const { body } = await batch(await mixed(), '?dry_run=true');
    expect(body.results.map((result: object) => 'id' in result)).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  test('with atomic is the 409 that the batch would be, or the 200', async () => {
    const items = await mixed();
    const before = await state();
    const refused = await batch(items, '?dry_run=true&atomic=true');
    expect([refused.status, refused.body.error.code]).toEqual([409, 'batch_rejected']);
    const passed = await batch(items.slice(0, 4), '?atomic=true&dry_run=true');
    expect([passed.status, passed.body.created, passed.body.updated]).toEqual([200, 1, 3]);
    expect(await state()).toEqual(before);
  });

  test.each([
    ['that would succeed', '?dry_run=true', 200, () => [anItem()]],
    ['that would be rejected', '?dry_run=true&atomic=true', 409, () => [{ external_id: 'x' }]],
    ['that is wrong itself', '?dry_run=true', 400, () => [{}]],
  ] as const)('keeps nothing under its Idempotency-Key of a batch %s', async (_what, query, status, make) => {
    const key = freshKey();
    const items = make();
    for (let round = 0; round < 2; round += 1) {
      const tried = await batch(items, query, key);
      expect(tried.status).toBe(status);
      expect(tried.headers).not.toHaveProperty('idempotency-replayed');
    }
    const done = await batch([anItem()], '', key);
    expect([done.status, done.body.created]).toEqual([200, 1]);
    const after = await batch(items, query, key);
    expect(after.body.error.code).toBe('idempotency_conflict');
  });
});

describe('a batch with an Idempotency-Key', () => {
  test('is replayed as a whole, the items that failed included', async () => {
    const key = freshKey();
    const items = await mixed();
    const first = await batch(items, '', key);
    const before = await state();
    const again = await batch(items, '', key);
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
    expect(await state()).toEqual(before);
    expect((await batch(items.toReversed(), '', key)).body.error.code).toBe('idempotency_conflict');
  });

  test('is in every event of the batch', async () => {
    const key = freshKey();
    await batch([anItem(), anItem()], '', key);
    const { body } = await server.as().get('/v2/events?limit=2');
    expect(body.data.map(({ request }: { request: object }) => request)).toEqual([
      { id: expect.any(String), idempotency_key: key },
      { id: body.data[0].request.id, idempotency_key: key },
    ]);
  });
});

describe('a batch is one transaction', () => {
  test('shows no reader a part of the batch', async () => {
    const items = Array.from({ length: 100 }, () => anItem({ name: 'Together' }));
    const seen = new Set<number>();
    let isDone = false;
    const watching = (async () => {
      while (!isDone)
        seen.add((await server.as().get('/v2/customers?search=together')).body.pagination.total);
    })();
    await batch(items);
    isDone = true;
    await watching;
    expect([...seen].filter((total) => total !== 0 && total !== 100)).toEqual([]);
  });

  test('runs in one transaction of the store', async () => {
    const transaction = vi.spyOn(server.store, 'transaction');
    await batch([anItem(), anItem(), anItem()]);
    expect(transaction).toHaveBeenCalledTimes(1);
  });
});
