import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import type { Event } from '../../src/client/shapes.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: Client;
/** The id of the customer whose name changed twice. */
let changedId: string;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
  const made = await client.customers.create({ email: 'kari@example.com', name: 'No. 0' });
  changedId = made.data.id;
  for (const name of ['No. 1', 'No. 2']) {
    await client.customers.update(changedId, { name }, { idempotencyKey: name.replace(' ', '') });
  }
  await client.customers.create({ email: 'per@example.com' });
});
afterAll(() => server.stop());

async function sequences(events: AsyncIterable<Event>): Promise<number[]> {
  const found: number[] = [];
  for await (const { sequence } of events) found.push(sequence);
  return found;
}

test('a page of events contains the changed fields, their previous values and the request id', async () => {
  const { data, has_more } = await client.events.list({ customer_id: changedId, limit: 2 });
  expect(has_more).toBe(true);
  expect(data).toMatchObject([
    {
      type: 'customer.updated',
      sequence: 3,
      data: { object: { name: 'No. 2' }, previous_attributes: { name: 'No. 1' } },
      request: { id: expect.stringMatching(/^req_/), idempotency_key: 'No.2' },
    },
    { type: 'customer.updated', sequence: 2 },
  ]);
});

test('events.iterate yields all events, or those that match, page by page and newest first', async () => {
  expect(await sequences(client.events.iterate({ limit: 1 }))).toEqual([4, 3, 2, 1]);
  expect(await sequences(client.events.iterate({ type: 'customer.created', limit: 1 }))).toEqual([4, 1]);
  expect(await sequences(client.events.iterate({ types: 'customer.updated', limit: 1 }))).toEqual([3, 2]);
});

test('events.list with ending_before returns the newer events', async () => {
  const { data } = await client.events.list({ type: 'customer.created', customer_id: changedId });
  const newer = await client.events.list({ ending_before: data[0]?.id ?? '' });
  expect(newer.data.map(({ sequence }) => sequence)).toEqual([4, 3, 2]);
});

test('events.get returns an event by its id, and rejects for an unknown id', async () => {
  const [newest] = (await client.events.list({ limit: 1 })).data;
  expect(await client.events.get(newest?.id ?? '')).toEqual(newest);
  await expect(client.events.get(changedId)).rejects.toMatchObject({ code: 'resource_missing' });
});
