import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

/** The largest size of a refusal, and of a list of warnings; bytes. */
const MAX_BYTES = 200_000;
const BATCH = '/v2/customers/external/batch';

let server: TestServer;
let strict: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
  strict = await TestServer.start({ unknownFields: 'reject' });
});
afterAll(async () => {
  await server.stop();
  await strict.stop();
});

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
/** A name of a field that is as long as a body permits, of characters with three bytes each. */
const longName = (bytes: number) => `€${'€'.repeat(bytes / 3)}`;
const object = (count: number, nameOf: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [nameOf(index), index]));

test('a list with too many wrong items is refused for its count alone, however many there are', async () => {
  const text = JSON.stringify({ source: 'crm', customers: Array.from({ length: 249_000 }, () => 1) });
  const headers = { 'x-api-key': server.key, 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const answer = await fetch(`${server.url}${BATCH}`, { method: 'PUT', headers, body: gzipSync(text) });
  const { error } = (await answer.json()) as { error: { details: { fields: object } } };
  expect(answer.status).toBe(400);
  expect(error.details.fields).toEqual({ customers: ['must NOT have more than 100 items'] });
});

test('a refusal lists at most 100 errors, says how many it omits, and is stored as it was sent', async () => {
  const path = freshPath();
  const key = `size-${freshNumber()}`;
  const email = freshEmail();
  const send = () =>
    strict
      .as()
      .put(path)
      .set('Idempotency-Key', key)
      .send({ email, ...object(2000, (index) => `${index}${longName(300)}`) })
      .expect(400);
  const { body, text } = await send();
  expect(Object.keys(body.error.details.fields)).toHaveLength(100);
  expect(body.error.message).toMatch(/\(and \d+ more errors that are not listed\)$/);
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_BYTES);
  expect((await send()).text).toBe(text);
});

test.each([
  ['an unknown field', (name: string) => ({ [name]: 1 })],
  [
    'a field of the metadata with a value that cannot be stored',
    (name: string) => ({ metadata: { [name]: '\0' } }),
  ],
])('a refusal that names %s shortens a name of a megabyte', async (_title, fields) => {
  const answer = await strict
    .as()
    .put(freshPath())
    .send({ email: freshEmail(), ...fields(longName(900_000)) });
  expect(answer.status).toBe(400);
  expect(Buffer.byteLength(answer.text)).toBeLessThan(5000);
});

test('a warning shortens the name of an unknown field', async () => {
  const { body } = await server
    .as()
    .put(freshPath())
    .send({ email: freshEmail(), [longName(900_000)]: 1 })
    .expect(201);
  expect(body.warnings).toEqual([expect.stringMatching(/^€{200}…: not a field of this request/)]);
});

test('the warnings of a batch name few unknown fields of its items and count the others', async () => {
  const customers = Array.from({ length: 100 }, (_, item) => ({
    external_id: `warned ${freshNumber()}`,
    email: freshEmail(),
    ...object(30, (index) => `${item} ${index} ${longName(700)}`),
  }));
  const { body } = await server.as().put(BATCH).send({ source: 'crm', customers }).expect(200);
  const warnings = body.results.map((result: { warnings: string[] }) => result.warnings);
  expect(sizeOf(warnings)).toBeLessThan(MAX_BYTES);
  expect(warnings[0]).toHaveLength(21);
  expect(warnings[0][20]).toMatch(/^10 more fields/);
  expect(warnings[99]).toEqual([expect.stringMatching(/^30 (more )?fields are not fields of this request/)]);
});

test('the refusal of an atomic batch repeats no external id that is longer than a valid one', async () => {
  const customers = Array.from({ length: 100 }, (_, index) => ({
    external_id: `${index}${longName(70_000)}`,
    email: 'no email',
    ...object(200, () => longName(200)),
  }));
  const { body, text } = await server
    .as()
    .put(`${BATCH}?atomic=true`)
    .send({ source: 'crm', customers })
    .expect(409);
  expect(body.error.code).toBe('batch_rejected');
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_BYTES);
});
