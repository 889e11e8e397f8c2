import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let ids: { event: string; first: string; second: string }[];
let start: number;

/** Seven events, one second apart: the even ones are of the second customer; 1 and 2 are creations. */
beforeAll(async () => {
  server = await TestServer.start();
  start = server.now;
  const customers = [freshPath(), freshPath()].map((path) => ({ path, email: freshEmail() }));
  for (let sequence = 1; sequence <= 7; sequence += 1) {
    const { path, email } = customers[(sequence + 1) % 2] as (typeof customers)[number];
    await server
      .as()
      .put(path)
      .send({ email, name: `${sequence}` });
    server.now += 1000;
  }
  const { body } = await server.as().get('/v2/events');
  const [first, second] = [1, 2].map(
    (sequence) => body.data.find((event: { sequence: number }) => event.sequence === sequence).data.object.id,
  );
  ids = body.data.map(({ id }: { id: string }) => ({ event: id, first, second })).reverse();
});
afterAll(() => server.stop());

/** The id of the event with this number. */
const at = (sequence: number) => ids[sequence - 1]?.event;
const list = (query: string) => server.as().get(`/v2/events?${query}`);
async function page(query: string) {
  const { body } = await list(query);
  return [body.data.map(({ sequence }: { sequence: number }) => sequence), body.has_more];
}

describe('the list of events', () => {
  test('returns the newest first, in the envelope of a list', async () => {
    const { status, body } = await list('');
    expect(status).toBe(200);
    expect({ ...body, data: body.data.length }).toEqual({
      object: 'list',
      data: 7,
      has_more: false,
      url: '/v2/events',
    });
    expect(await page('')).toEqual([[7, 6, 5, 4, 3, 2, 1], false]);
  });

  test('has pages in both directions', async () => {
    expect(await page('limit=3')).toEqual([[7, 6, 5], true]);
    expect(await page(`limit=3&starting_after=${at(5)}`)).toEqual([[4, 3, 2], true]);
    expect(await page(`limit=3&starting_after=${at(4)}`)).toEqual([[3, 2, 1], false]);
    expect(await page(`limit=3&ending_before=${at(3)}`)).toEqual([[6, 5, 4], true]);
    expect(await page(`limit=3&ending_before=${at(4)}`)).toEqual([[7, 6, 5], false]);
    expect(await page(`starting_after=${at(1)}`)).toEqual([[], false]);
    expect(await page(`ending_before=${at(7)}`)).toEqual([[], false]);
    expect(await page(`limit=1&starting_after=${at(5)?.toUpperCase()}`)).toEqual([[4], true]);
    expect(await page('limit=5000')).toEqual([[7, 6, 5, 4, 3, 2, 1], false]);
  });

  test('continues at the same event while newer events are added', async () => {
    const other = await server.addKey({ merchantId: await server.addMerchant() });
    const put = (name: string) => server.as(other).put(path).send({ email, name });
    const [path, email] = [freshPath(), freshEmail()];
    for (const name of ['a', 'b', 'c']) await put(name);
    const first = await server.as(other).get('/v2/events?limit=2');
    await put('d');
    const next = await server.as(other).get(`/v2/events?starting_after=${first.body.data[1].id}`);
    expect(next.body.data).toMatchObject([{ sequence: 1 }]);
  });

  test('is filtered by type, customer and time, and every filter must match', async () => {
    const [{ first, second }] = ids as [(typeof ids)[number]];
    const second0 = start / 1000;
    for (const [query, expected] of [
      ['type=customer.created', [2, 1]],
      ['type=customer.updated', [7, 6, 5, 4, 3]],
      ['types=customer.created,customer.updated', [7, 6, 5, 4, 3, 2, 1]],
      ['types=customer.created%2Cinvoice.paid', [2, 1]],
      ['type=customer.created&types=customer.updated', []],
      ['type=customer.updated&types=customer.created,customer.updated', [7, 6, 5, 4, 3]],
      ['type=invoice.paid', []],
      [`customer_id=${first}`, [7, 5, 3, 1]],
      [`customer_id=${second.toUpperCase()}&type=customer.updated`, [6, 4]],
      [`customer_id=${at(1)}`, []],
      [`created_gte=${second0 + 4}`, [7, 6, 5]],
      [`created_lte=${second0 + 1}`, [2, 1]],
      [`created_gte=${second0 + 2}&created_lte=${second0 + 3}`, [4, 3]],
      [`created_gte=${second0 + 3.5}`, [7, 6, 5]],
      [`created_lte=${second0 + 1.5}`, [2, 1]],
      [`created_gte=${(second0 + 4).toExponential()}`, [7, 6, 5]],
      [`created_gte=${(second0 + 4).toExponential().replace('+', '%2B').toUpperCase()}`, [7, 6, 5]],
      [`created_gte=-1&created_lte=${second0 + 1}`, [2, 1]],
      ['created_gte=1e300', []],
      ['created_lte=-1e300', []],
      ['created_lte=1e300&limit=1', [7]],
      ['created_lte=0', []],
      ['created_gte=9007199254740991', []],
      ['created_lte=9007199254740991&limit=1&type=customer.created', [2]],
      [`invoice_id=${first}`, []],
      [`subscription_id=${first}`, []],
      [`order_id=${first}`, []],
      [`customer_id=${first}&order_id=${first}`, []],
    ] as const) {
      expect((await page(query))[0], query).toEqual(expected);
    }
  });

  test('is paged within its filters, from any event of the merchant', async () => {
    const { first } = ids[0] as (typeof ids)[number];
    expect(await page(`customer_id=${first}&limit=2`)).toEqual([[7, 5], true]);
    expect(await page(`customer_id=${first}&limit=2&starting_after=${at(6)}`)).toEqual([[5, 3], true]);
    expect(await page(`customer_id=${first}&limit=2&ending_before=${at(2)}`)).toEqual([[5, 3], true]);
    expect(await page(`type=customer.created&starting_after=${at(2)}`)).toEqual([[1], false]);
  });

  test.each([
    [`starting_after=0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10`, 'starting_after'],
    [`ending_before=0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10`, 'ending_before'],
    ['starting_after=42', 'starting_after'],
    ['limit=0', 'limit'],
    ['type=', 'type'],
    ['customer_id=x', 'customer_id'],
    ['created_gte=1e400', 'created_gte'],
    ['created_gte=Infinity', 'created_gte'],
    ['created_gte=0x10', 'created_gte'],
    ['created_gte=1.', 'created_gte'],
    ['customer_id=urn:uuid:0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10', 'customer_id'],
    ['created_gte=yesterday', 'created_gte'],
    ['sequence=1', 'sequence'],
  ])('refuses %s by its name', async (query, param) => {
    const { status, body } = await list(query);
    expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_request', param]);
  });

  test('rejects two cursors in one query', async () => {
    const { status, body } = await list(`starting_after=${at(3)}&ending_before=${at(1)}`);
    expect([status, body.error.param]).toEqual([400, 'ending_before']);
  });
});
