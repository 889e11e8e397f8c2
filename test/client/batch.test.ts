import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/client/api-error.ts';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { freshEmail } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

async function countOf(source: string): Promise<number | undefined> {
  return (await client.customers.list({ source, limit: 1 })).pagination.total;
}

test('upsertBatch returns the outcome of each item in order, and invalid items fail alone', async () => {
  const email = freshEmail();
  const answer = await client.customers.upsertBatch('crm', [
    { external_id: 'B1', email },
    { external_id: 'B1', email, name: 'Kari' },
    { external_id: 'B2', email: 'nobody' },
    { external_id: 'B3', email },
  ]);
  expect(answer).toMatchObject({ created: 1, updated: 1, skipped: 0 });
  expect(answer.results.map(({ index, external_id, outcome }) => [index, external_id, outcome])).toEqual([
    [0, 'B1', 'created'],
    [1, 'B1', 'updated'],
    [2, 'B2', 'failed'],
    [3, 'B3', 'failed'],
  ]);
  expect(answer.results[2]?.error).toMatchObject({ code: 'invalid_request', param: 'email' });
  expect(answer.results[3]?.error).toMatchObject({ code: 'conflict', param: 'email' });
});

test('an atomic batch with an invalid item rejects with the results of all items and writes nothing', async () => {
  const items = [
    { external_id: 'A1', email: freshEmail() },
    { external_id: 'A2', email: 'nobody' },
  ];
  const error = await client.customers
    .upsertBatch('atomic', items, { atomic: true })
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(ApiError);
  const refused = error as ApiError;
  if (refused.code !== 'batch_rejected') throw new Error(`It is ${refused.code}.`);
  expect(refused.details.results.map(({ outcome }) => outcome)).toEqual(['created', 'failed']);
  expect(await countOf('atomic')).toBe(0);
});

test('a dry run returns the outcomes and writes nothing', async () => {
  const items = [{ external_id: 'D1', email: freshEmail() }];
  const tried = await client.customers.upsertBatch('dry', items, { dryRun: true });
  expect(tried).toMatchObject({ created: 1, failed: [] });
  expect(await countOf('dry')).toBe(0);
});

describe('a batch that is sent again with its Idempotency-Key', () => {
  test('returns the first result and has no further effect', async () => {
    const items = [{ external_id: 'K1', email: freshEmail() }];
    const first = await client.customers.upsertBatch('again', items, { idempotencyKey: 'batch-1' });
    const again = await client.customers.upsertBatch('again', items, { idempotencyKey: 'batch-1' });
    expect(again).toEqual(first);
    expect(again.created).toBe(1);
    expect(await countOf('again')).toBe(1);
  });
});
