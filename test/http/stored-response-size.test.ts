import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileOf } from '../../src/storage/open-store.ts';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

/** The largest size of a stored response, as docs/durability.md states it; bytes. */
const MAX_STORED_BYTES = 1024 * 1024;
const BATCH = '/v2/customers/external/batch';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ casing: 'both' });
});
afterAll(() => server.stop());

/** A text of the largest number of characters, each of which has three bytes. */
const longText = (length: number) => '€'.repeat(length);
const unknownFields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index} ${longText(300)}`, 1]));
const values = { text: longText(21_000) };

/** Sends a write with an Idempotency-Key twice, and returns the sizes of the responses that the database stores. */
async function storedSizes(method: 'put' | 'post' | 'patch', path: string, body: object): Promise<number[]> {
  const key = `stored-${freshNumber()}`;
  const send = () => server.as()[method](path).set('Idempotency-Key', key).send(body);
  const first = await send();
  const again = await send();
  expect(again.text).toBe(first.text);
  expect(again.headers['idempotency-replayed']).toBe('true');
  const database = new Database(fileOf(server.database) as string, { readonly: true });
  const sizes = database.prepare<[], number>('SELECT length(body) FROM kept_answers').pluck().all();
  database.close();
  return sizes;
}

test.each<[string, 'put' | 'post', () => string, () => object]>([
  [
    'of an upsert of a customer with the largest fields, and with many unknown fields',
    'put',
    freshPath,
    () => ({
      email: freshEmail(),
      metadata: values,
      custom_fields: values,
      notes: longText(10_000),
      ...unknownFields(500),
    }),
  ],
  [
    'of a created customer, whose names have two forms',
    'post',
    () => '/v2/customers',
    () => ({
      email: freshEmail(),
      metadata: values,
      customFields: values,
      notes: longText(10_000),
      ...unknownFields(500),
    }),
  ],
  [
    'of a batch of the largest number of items, each with unknown fields',
    'put',
    () => BATCH,
    () => ({
      source: 'crm',
      customers: Array.from({ length: 100 }, () => ({
        external_id: longText(240) + freshNumber(),
        email: freshEmail(),
        ...unknownFields(30),
      })),
    }),
  ],
  [
    'of a batch of the largest number of items that all fail',
    'put',
    () => BATCH,
    () => ({
      source: 'crm',
      customers: Array.from({ length: 100 }, () => ({
        external_id: longText(240) + freshNumber(),
        email: longText(200),
        name: longText(2000),
        metadata: { ['€'.repeat(5000)]: '\0' },
      })),
    }),
  ],
  [
    'of a refused batch with too many items',
    'put',
    () => BATCH,
    () => ({ source: 'crm', customers: Array.from({ length: 5000 }, () => 1) }),
  ],
])('the stored response %s is not larger than 1 MiB', async (_title, method, path, body) => {
  const sizes = await storedSizes(method, path(), body());
  expect(sizes.length).toBeGreaterThan(0);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_STORED_BYTES);
});
